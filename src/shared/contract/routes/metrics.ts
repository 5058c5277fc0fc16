import { z } from 'zod'
import { byFilterParameter } from '../../metrics/dimensions.ts'
import { instant, pageOf } from '../answer-fields.ts'
import { metricAnswer, metricDenialRow, metricEntry } from '../metrics.ts'
import { instantParam, listOf, nameOrNoneParam, ordered, pageShape, pageParams } from './fields.ts'
import { filterShape } from './reports.ts'
import { route, routes } from './route.ts'

const tag = 'Metrics'
const access = ['admin', 'supervisor'] as const
const unknownUser = { status: 404, code: 'unknown_user', when: 'the parameter user names nobody here' }
const unknown = { status: 404, code: 'unknown_metric', when: 'there is no such metric' }

const id = z.string().max(100)
/** Filters by what a denial has: a name, empty for "none named"; or some of a closed list, with commas between. */
export const denialFilterShape = byFilterParameter(({ values }) =>
  values === undefined ? nameOrNoneParam : listOf(values),
)
const metricShape = { ...filterShape, ...denialFilterShape, shift: nameOrNoneParam }
/** One question to several metrics; those that count one population are answered together. */
const metricsQuery = z.strictObject({
  metrics: z.array(id).min(1).max(50),
  dimensions: z.array(z.string().max(100)).max(4).optional(),
  /** As the parameters of `GET /v1/metrics/{id}`, without the period. */
  filters: z
    .strictObject({
      team: filterShape.team,
      user: filterShape.user,
      payer: filterShape.payer,
      ...denialFilterShape,
      shift: nameOrNoneParam,
    })
    .optional(),
  periods: z
    .array(z.strictObject({ from: instantParam, to: instantParam }).refine(...ordered))
    .min(1)
    .max(60),
})
const metricAnswers = z.object({
  asOf: instant,
  answers: z
    .array(z.object({ id: z.string(), periods: z.array(metricAnswer).readonly() }))
    .readonly()
    .describe('one for each metric of the question, in order, with an answer for each period'),
})

/** Dimensions with commas between. */
const by = z
  .string()
  .max(200)
  .transform((text) => (text === '' ? [] : text.split(',')))
  .optional()

export const metricRoutes = routes({
  metrics: route({
    method: 'GET',
    path: '/v1/metrics',
    tag,
    summary: 'What each metric means',
    access,
    params: pageParams,
    answer: pageOf(metricEntry),
  }),
  metric: route({
    method: 'GET',
    path: '/v1/metrics/{id}',
    tag,
    summary: 'A metric over a period, as a whole or by some of its dimensions',
    access,
    params: z.strictObject({ id, ...metricShape, by }).refine(...ordered),
    answer: metricAnswer,
    problems: [unknown, unknownUser],
  }),
  queryMetrics: route({
    method: 'POST',
    path: '/v1/metrics/query',
    tag,
    summary: 'Several metrics over several periods, by the same dimensions and filters',
    access,
    body: metricsQuery,
    answer: metricAnswers,
    problems: [unknown, unknownUser],
  }),
  metricRows: route({
    method: 'GET',
    path: '/v1/metrics/{id}/rows',
    tag,
    summary: 'The denials behind a metric, with what each adds to it',
    access,
    params: z.strictObject({ id, ...metricShape, ...pageShape }).refine(...ordered),
    answer: pageOf(metricDenialRow),
    problems: [unknown, unknownUser, { status: 404, code: 'no_denials', when: 'the metric does not count denials' }],
  }),
})
