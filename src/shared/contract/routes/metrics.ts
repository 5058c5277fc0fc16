import { z } from 'zod'
import { byFilterParameter } from '../../metrics/dimensions.ts'
import { instant, pageOf } from '../answer-fields.ts'
import { attributions } from '../work.ts'
import { metricAnswer, metricDenialRow, metricEntry } from '../metrics.ts'
import { instantParam, listOf, nameOrNoneParam, pageShape, paramsOf } from './fields.ts'
import { filterShape } from './reports.ts'
import { routes, routesWith, unknownUser } from './route.ts'

const { get, post } = routesWith({ tag: 'Metrics', access: 'person' })
const unknown = { status: 404, code: 'unknown_metric', when: 'there is no such metric' }

const id = z.string().max(100)
/** Filters by what a denial has: a name, empty for "none named"; or some of a closed list, with commas between. */
export const denialFilterShape = byFilterParameter(({ values }) =>
  values === undefined ? nameOrNoneParam : listOf(values),
)
/** The period and filters of a question to metrics. `attribution`: time to which a claim came in another way names none. */
export const metricShape = {
  ...filterShape,
  ...denialFilterShape,
  shift: nameOrNoneParam,
  attribution: listOf(attributions),
}
/** One question to several metrics; those that count one population are answered together. */
const metricsQuery = z.strictObject({
  metrics: z.array(id).min(1).max(50),
  dimensions: z.array(z.string().max(100)).max(4).optional(),
  /** As the parameters of `GET /v1/metrics/{id}`, without the period. */
  filters: z.strictObject(metricShape).omit({ from: true, to: true }).optional(),
  periods: z
    .array(paramsOf({ from: instantParam, to: instantParam }))
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
  metrics: get('/v1/metrics', {
    summary: 'What each metric means',
    params: pageShape,
    answer: pageOf(metricEntry),
  }),
  metric: get('/v1/metrics/{id}', {
    summary: 'A metric over a period, as a whole or by some of its dimensions',
    params: { id, ...metricShape, by },
    answer: metricAnswer,
    problems: [unknown, unknownUser],
  }),
  queryMetrics: post('/v1/metrics/query', {
    summary: 'Several metrics over several periods, by the same dimensions and filters',
    body: metricsQuery,
    answer: metricAnswers,
    problems: [unknown, unknownUser],
  }),
  metricRows: get('/v1/metrics/{id}/rows', {
    summary: 'The denials behind a metric, with what each adds to it',
    params: { id, ...metricShape, ...pageShape },
    answer: pageOf(metricDenialRow),
    problems: [unknown, unknownUser, { status: 404, code: 'no_denials', when: 'the metric does not count denials' }],
  }),
})
