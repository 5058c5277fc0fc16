import { z } from 'zod'
import { isMetricId, metricCatalogue, metricDefinition } from '../../../shared/metrics/index.ts'
import type { MetricDefinition, MetricId } from '../../../shared/metrics/index.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { loadMetricQuery } from '../../metrics/load-query.ts'
import { listMetricRows } from '../../metrics/metric-rows.ts'
import type { MetricReader } from '../../metrics/answer-metric.ts'
import * as answers from '../answers.ts'
import { denialRow } from '../denial-answers.ts'
import { metricQuery, metricRowsQuery } from '../parameters.ts'
import { problem } from '../../errors/problem.ts'
import { pageRequest, sliceReader } from '../slices.ts'
import type { App, RouteContext } from './context.ts'

type Asked = z.output<typeof metricRowsQuery>

/** What each metric means, its values, and the denials behind them. */
export function metricRoutes(
  app: App,
  { database, tenantId, authenticate, now }: RouteContext,
  readMetric: MetricReader,
): void {
  const reader = { preValidation: [authenticate.person('admin', 'supervisor')] }
  const security = [{ bearer: [] }]
  const params = z.strictObject({ id: z.string().max(100) })
  const sliceOf = sliceReader(database, tenantId)
  const load = async (definition: MetricDefinition<MetricId>, query: Asked, by: readonly string[]) => {
    const { category, provider, location, carc, queue, state, shift } = query
    const filter = {
      ...{ category, provider, location, carc, queue, state },
      service_line: query.serviceLine,
      value_band: query.valueBand,
      age_bucket: query.ageBucket,
    }
    const [slice, zone] = await Promise.all([sliceOf(query), tenantZone(database, tenantId)])
    return loadMetricQuery(database, definition, slice, { by, filter, shift }, { zone, now: now() })
  }

  app.get(
    '/v1/metrics',
    { ...reader, schema: { summary: 'What each metric means', response: { 200: answers.metricCatalogue }, security } },
    async () => ({ rows: metricCatalogue, nextCursor: null }),
  )

  app.get(
    '/v1/metrics/:id',
    {
      ...reader,
      schema: {
        summary: 'A metric over a period, as a whole or by some of its slices',
        params,
        querystring: metricQuery,
        response: { 200: answers.metric },
        security,
      },
    },
    async ({ params: { id }, query }) => {
      const definition = definitionOf(id)
      return readMetric(definition.id, await load(definition, query, query.by ?? []))
    },
  )

  app.get(
    '/v1/metrics/:id/rows',
    {
      ...reader,
      schema: {
        summary: 'The denials behind a metric, with what each adds to it',
        params,
        querystring: metricRowsQuery,
        response: {
          200: answers.page(denialRow.extend({ numerator: z.number(), denominator: z.number() })),
        },
        security,
      },
    },
    async ({ params: { id }, query }) => {
      const definition = definitionOf(id)
      const { query: loaded } = await load(definition, query, [])
      const page = await listMetricRows(database, definition.id, loaded, pageRequest(query))
      if (page !== null) return page
      throw problem(
        404,
        'no_denials',
        'This metric is not about denials: GET /v1/spans or /v1/touches lists what it counts.',
      )
    },
  )
}

function definitionOf(id: string): MetricDefinition<MetricId> {
  if (!isMetricId(id)) throw problem(404, 'unknown_metric', 'No such metric; GET /v1/metrics lists them.')
  return metricDefinition(id)
}
