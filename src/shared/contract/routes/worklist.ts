import { z } from 'zod'
import { nullableName, pageOf } from '../answer-fields.ts'
import { denialRow } from '../denials.ts'
import { recoveryForecast, worklistRow, worklistSummary } from '../worklist.ts'
import { nameOrNoneParam, nameParam, oneOf, pageShape } from './fields.ts'
import { denialFilterShape } from './metrics.ts'
import { routes, routesWith, unknownUser } from './route.ts'

const { get } = routesWith({ tag: 'Worklist', access: 'person' })

const worklistShape = {
  /** Of the owner. */
  team: nameParam,
  /** The owner's name; empty asks for unassigned denials, as for the other names below "none named". */
  user: nameOrNoneParam,
  payer: nameOrNoneParam,
  ...denialFilterShape,
  due: oneOf(['overdue', 'at_risk']),
}

const { due: _due, ...proposedShape } = worklistShape

export const worklistRoutes = routes({
  worklist: get('/v1/worklist', {
    summary: 'Open denials: what is overdue or at risk first, then by expected recovery per minute',
    params: {
      ...worklistShape,
      ...pageShape,
      sort: oneOf(['priority']).describe('by priority alone, whatever is due'),
    },
    answer: pageOf(worklistRow),
    problems: [unknownUser],
  }),
  proposedDenials: get('/v1/worklist/proposed', {
    summary:
      'Denials that are proposed to close, since nothing is left of them, in order of receipt (settings closing)',
    params: { ...proposedShape, ...pageShape },
    answer: pageOf(denialRow),
    problems: [unknownUser],
  }),
  worklistSummary: get('/v1/worklist/summary', {
    summary: 'How many open denials are overdue and at risk, and what is left of them',
    params: worklistShape,
    answer: worklistSummary,
    problems: [unknownUser],
  }),
  forecast: get('/v1/recovery-forecast', {
    summary: 'The tenant’s own history by payer and category: overturn rate and minutes',
    params: pageShape,
    answer: pageOf(recoveryForecast.extend({ payer: nullableName, category: z.string() })).extend({
      unknown: recoveryForecast.describe('of a payer and category without a history'),
    }),
  }),
})
