import { metricRoutes as routes } from '../../../shared/contract/routes/metrics.ts'
import { isMetricId, metricCatalog, metricDefinition } from '../../../shared/metrics/index.ts'
import type { MetricDefinition, MetricId } from '../../../shared/metrics/index.ts'
import { problem } from '../../errors/problem.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { loadMetricQuery } from '../../metrics/load-query.ts'
import { listMetricRows } from '../../metrics/metric-rows.ts'
import { filtersOf, pageOf } from '../filters.ts'
import { serve } from '../serve.ts'
import type { Call } from '../serve.ts'
import type { App, RouteContext } from './context.ts'

type MetricCall = Call<typeof routes.metric> | Call<typeof routes.metricRows>

/** What each metric means, its values, and the denials behind them. */
export function metricRoutes(app: App, context: RouteContext): void {
  const load = async ({ scope, tenant, params }: MetricCall, dimensions: readonly string[]) => {
    const [filters, zone] = await Promise.all([filtersOf(scope, params), tenantZone(tenant.database)])
    const question = { dimensions, denialFilters: params, shift: params.shift }
    return loadMetricQuery(scope, definitionOf(params.id), filters, question, { zone, now: context.now() })
  }

  serve(app, context, routes.metrics, async () => ({ rows: metricCatalog, nextCursor: null }))
  serve(app, context, routes.metric, async (call) =>
    call.tenant.readMetric(call.scope, definitionOf(call.params.id).id, await load(call, call.params.by ?? [])),
  )
  serve(app, context, routes.metricRows, async (call) => {
    const { query } = await load(call, [])
    const page = await listMetricRows(call.scope, definitionOf(call.params.id).id, query, pageOf(call.params))
    if (page !== null) return page
    throw problem(
      404,
      'no_denials',
      'This metric does not count denials: GET /v1/spans or /v1/touches lists what it counts.',
    )
  })
}

/** @throws HttpProblem 404 `unknown_metric`. */
function definitionOf(id: string): MetricDefinition<MetricId> {
  if (!isMetricId(id)) throw problem(404, 'unknown_metric', 'No such metric; GET /v1/metrics lists them.')
  return metricDefinition(id)
}
