import { z } from 'zod'
import { pageOf } from '../answer-fields.ts'
import {
  connectivityRow,
  deviceRow,
  hiddenWorkRow,
  inputRow,
  manualTimeRow,
  panelAnswer,
  personRow,
  ribbonsAnswer,
  spanRow,
  touchRow,
} from '../reports.ts'
import { HOUR_MS } from '../../time.ts'
import { ratings } from '../ruleset.ts'
import { hiddenKinds, presences } from '../work.ts'
import {
  instantParam,
  listOf,
  nameParam,
  nameOrNoneParam,
  oneOf,
  ordered,
  pageShape,
  periodShape,
  pageParams,
} from './fields.ts'
import { route, routes } from './route.ts'

const access = ['admin', 'supervisor'] as const
const unknownUser = { status: 404, code: 'unknown_user', when: 'the parameter user names nobody here' }

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
/** A day on which the clock goes back. */
const LONGEST_DAY_MS = 25 * HOUR_MS
const MOST_RIBBONS = 50
const userIds = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.string().min(1).max(200)).max(MOST_RIBBONS))
  .describe(`ids of users, at most ${MOST_RIBBONS}, with commas between`)
const reads = { method: 'GET', access, problems: [unknownUser] } as const

export const reportRoutes = routes({
  panel: route({
    ...reads,
    path: '/v1/panel',
    tag: 'Reports',
    summary: 'The team panel. Without a period: the last seven days',
    params: z.strictObject(filterShape).refine(...ordered),
    answer: panelAnswer,
  }),
  ribbons: route({
    ...reads,
    path: '/v1/panel/ribbons',
    tag: 'Reports',
    summary: 'What people did in the course of a day, shaded like the team panel; a payer is no filter here',
    params: z
      .strictObject({ from: instantParam, to: instantParam, users: userIds })
      .refine(...ordered)
      .refine(({ from, to }) => to - from <= LONGEST_DAY_MS, {
        message: 'is more than a day after from',
        path: ['to'],
      }),
    answer: ribbonsAnswer,
  }),
  people: route({
    ...reads,
    path: '/v1/people',
    tag: 'Reports',
    summary: 'Everybody with an enrolled device',
    params: pageParams,
    answer: pageOf(personRow),
  }),
  devices: route({
    ...reads,
    path: '/v1/devices',
    tag: 'Devices',
    summary: 'Enrolled devices and their health',
    params: pageParams,
    answer: pageOf(deviceRow),
  }),
  spans: route({
    ...reads,
    path: '/v1/spans',
    tag: 'Records',
    summary: 'Spans that start in the period, in order; with user, a timeline',
    params: z
      .strictObject({
        ...filterShape,
        ...pageShape,
        presence: oneOf(presences),
        activity: nameParam,
        rating: listOf(ratings).describe('one rating, or several with commas'),
        hiddenKind: oneOf([...hiddenKinds, 'any']).describe('a kind, or any: every tagged span once'),
        denial: oneOf(['none']).describe('none: only spans without a claim'),
      })
      .refine(...ordered),
    answer: pageOf(spanRow),
  }),
  touches: route({
    ...reads,
    path: '/v1/touches',
    tag: 'Records',
    summary: 'Touches that start in the period, in order',
    params: z.strictObject({ ...filterShape, ...pageShape }).refine(...ordered),
    answer: pageOf(touchRow),
  }),
  hiddenWork: route({
    ...reads,
    path: '/v1/hidden-work',
    tag: 'Records',
    summary: 'Hidden-work records, each the sum of what is tagged in the period',
    params: z.strictObject({ ...filterShape, ...pageShape, kind: oneOf(hiddenKinds) }).refine(...ordered),
    answer: pageOf(hiddenWorkRow),
  }),
  manualTime: route({
    ...reads,
    path: '/v1/manual-time',
    tag: 'Records',
    summary: 'Manual time that people entered; no number of captured time includes it',
    params: z.strictObject({ ...people, ...pageShape }).refine(...ordered),
    answer: pageOf(manualTimeRow),
  }),
  input: route({
    ...reads,
    path: '/v1/input',
    tag: 'Records',
    summary:
      'Key presses and pointer events for each minute, where the policy has them counted; no other number is made from them',
    params: z.strictObject({ ...people, ...pageShape }).refine(...ordered),
    answer: pageOf(inputRow),
  }),
  connectivity: route({
    ...reads,
    path: '/v1/connectivity',
    tag: 'Records',
    summary: 'Times in which a device could not reach the endpoint',
    params: z.strictObject({ ...people, ...pageShape }).refine(...ordered),
    answer: pageOf(connectivityRow),
  }),
})
