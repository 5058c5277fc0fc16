import { z } from 'zod'
import { HOUR_MS } from '../../time.ts'
import { pageOf } from '../answer-fields.ts'
import {
  annotationRow,
  classificationProposalRow,
  connectivityRow,
  deviceRow,
  hiddenWorkRow,
  inputRow,
  manualTimeRow,
  panelAnswer,
  recordedPersonRow,
  ribbonsAnswer,
  spanRow,
  touchRow,
} from '../reports.ts'
import { ratings } from '../ruleset.ts'
import { hiddenKinds, presences } from '../work.ts'
import { instantParam, listOf, nameParam, nameOrNoneParam, oneOf, pageShape, periodShape } from './fields.ts'
import { routes, routesWith, unknownUser } from './route.ts'

const { get } = routesWith({ tag: 'Records', access: 'person', problems: [unknownUser] })

/** Whose records, and of when. */
const people = {
  ...periodShape,
  team: nameParam,
  /** Id or name. */
  user: nameParam,
}
export const filterShape = {
  ...people,
  /** Empty asks for records without a payer. */
  payer: nameOrNoneParam,
}

/** A day on which the clock goes back, by two hours in one zone. */
const LONGEST_DAY_MS = 26 * HOUR_MS
const MOST_RIBBONS = 50
const userIds = z
  .string()
  .transform((ids) => [...new Set(ids.split(','))])
  .pipe(z.array(z.string().min(1).max(200)).max(MOST_RIBBONS))
  .describe(`ids of users, at most ${MOST_RIBBONS}, with commas between`)
const ribbons = get('/v1/panel/ribbons', {
  tag: 'Reports',
  summary: 'What people did in the course of a day, shaded like the team panel; a payer is no filter here',
  params: { from: instantParam, to: instantParam, users: userIds },
  answer: ribbonsAnswer,
})
const oneDay = ribbons.params.refine(({ from, to }) => to - from <= LONGEST_DAY_MS, {
  message: 'is more than a day after from',
  path: ['to'],
})

export const reportRoutes = routes({
  panel: get('/v1/panel', {
    tag: 'Reports',
    summary: 'The team panel. Without a period: the last seven days',
    params: filterShape,
    answer: panelAnswer,
  }),
  ribbons: { ...ribbons, params: oneDay },
  people: get('/v1/people', {
    tag: 'Reports',
    summary: 'Everybody with an enrolled device',
    params: pageShape,
    answer: pageOf(recordedPersonRow),
  }),
  devices: get('/v1/devices', {
    tag: 'Devices',
    summary: 'Enrolled devices and their health',
    params: pageShape,
    answer: pageOf(deviceRow),
  }),
  spans: get('/v1/spans', {
    summary: 'Spans that start in the period, in order; with user, a timeline',
    params: {
      ...filterShape,
      ...pageShape,
      presence: oneOf(presences),
      activity: nameParam,
      rating: listOf(ratings).describe('one rating, or several with commas'),
      hiddenKind: oneOf([...hiddenKinds, 'any']).describe('a kind, or any: every tagged span once'),
      denial: oneOf(['none']).describe('none: only spans without a claim'),
      call: oneOf(['true']).describe('true: only spans on a call'),
    },
    answer: pageOf(spanRow),
  }),
  touches: get('/v1/touches', {
    summary: 'Touches that start in the period, in order',
    params: { ...filterShape, ...pageShape },
    answer: pageOf(touchRow),
  }),
  hiddenWork: get('/v1/hidden-work', {
    summary: 'Hidden-work records, each the sum of what is tagged in the period',
    params: { ...filterShape, ...pageShape, kind: oneOf(hiddenKinds) },
    answer: pageOf(hiddenWorkRow),
  }),
  manualTime: get('/v1/manual-time', {
    summary: 'Manual time that people entered; no number of captured time includes it',
    params: { ...people, ...pageShape },
    answer: pageOf(manualTimeRow),
  }),
  annotations: get('/v1/annotations', {
    summary: 'Notes and disputes of people about what was recorded of them; they change no number',
    params: { ...people, ...pageShape },
    answer: pageOf(annotationRow),
  }),
  classificationProposals: get('/v1/classification-proposals', {
    tag: 'Rules',
    summary: 'Activities that people propose in place of what was recorded, without whose they are and of when',
    params: pageShape,
    answer: pageOf(classificationProposalRow),
  }),
  input: get('/v1/input', {
    summary:
      'Key presses and pointer events for each minute, where the policy has them counted; no other number is made from them',
    params: { ...people, ...pageShape },
    answer: pageOf(inputRow),
  }),
  connectivity: get('/v1/connectivity', {
    summary: 'Times in which a device could not reach the endpoint',
    params: { ...people, ...pageShape },
    answer: pageOf(connectivityRow),
  }),
})
