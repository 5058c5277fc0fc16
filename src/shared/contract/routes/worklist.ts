import { z } from 'zod'
import { pageOf } from '../answer-fields.ts'
import { recoveryForecast, worklistRow, worklistSummary } from '../worklist.ts'
import { nameOrNoneParam, nameParam, oneOf, pageShape, pageParams } from './fields.ts'
import { denialFilterShape } from './metrics.ts'
import { route, routes } from './route.ts'

const tag = 'Worklist'
const access = ['admin', 'supervisor'] as const
const unknownUser = { status: 404, code: 'unknown_user', when: 'the parameter user names nobody here' }

const worklistShape = {
  /** Of the owner. */
  team: nameParam,
  /** The owner's name; empty asks for unassigned denials, as for the other names below "none named". */
  user: nameOrNoneParam,
  payer: nameOrNoneParam,
  ...denialFilterShape,
  due: oneOf(['overdue', 'at_risk']),
}

export const worklistRoutes = routes({
  worklist: route({
    method: 'GET',
    path: '/v1/worklist',
    tag,
    summary: 'Open denials: what is overdue or at risk first, then by expected recovery per minute',
    access,
    params: z.strictObject({
      ...worklistShape,
      ...pageShape,
      sort: oneOf(['priority']).describe('by priority alone, whatever is due'),
    }),
    answer: pageOf(worklistRow),
    problems: [unknownUser],
  }),
  worklistSummary: route({
    method: 'GET',
    path: '/v1/worklist/summary',
    tag,
    summary: 'How many open denials are overdue and at risk, and what was denied on them',
    access,
    params: z.strictObject(worklistShape),
    answer: worklistSummary,
    problems: [unknownUser],
  }),
  forecast: route({
    method: 'GET',
    path: '/v1/recovery-forecast',
    tag,
    summary: 'The tenant’s own history by payer and category: overturn rate and minutes',
    access,
    params: pageParams,
    answer: pageOf(recoveryForecast.extend({ payer: z.string().nullable(), category: z.string() })).extend({
      unknown: recoveryForecast.describe('of a payer and category without a history'),
    }),
  }),
})
