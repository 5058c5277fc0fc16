import { metricRoutes as routes } from '../../../shared/contract/routes/metrics.ts'
import type { Route } from '../../../shared/contract/routes/route.ts'
import {
  isMetricId,
  metricCatalog,
  metricDefinition,
  type MetricDefinition,
  type MetricId,
} from '../../../shared/metrics/index.ts'
import { problem } from '../../errors/problem.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { metricAnswer } from '../../metrics/answer-metric.ts'
import { denialFiltersOf } from '../../metrics/dimension-sql.ts'
import { listMetricRows } from '../../metrics/metric-rows.ts'
import { loadTerms, metricQuery, planMetric } from '../../metrics/metric-question.ts'
import { filtersOf, pageOf, pageOfAll } from '../filters.ts'
import type { Call, Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

type Asked = Partial<Call<typeof routes.metric>['params']>

/** What each metric means, its values, and the denials behind them. */
export function metricRoutes(serve: Serve, { now }: RouteContext): void {
  /** The filters of a question, and what its numbers depend on. */
  const load = async ({ scope, tenant }: Pick<Call<Route>, 'scope' | 'tenant'>, asked: Asked) => {
    const [{ from, to, ...filters }, zone] = await Promise.all([filtersOf(scope, asked), tenantZone(tenant.database)])
    const { shift, attribution: attributions } = asked
    const filtered = { filters, denialFilters: denialFiltersOf(asked), shift, attributions }
    return { period: { from, to }, filtered, terms: await loadTerms(scope, { zone, now: now() }) }
  }

  serve(routes.metrics, async ({ params }) => pageOfAll(metricCatalog, params))
  serve(routes.metric, async (call) => {
    const { id } = definitionOf(call.params.id)
    const { period, filtered, terms } = await load(call, call.params)
    const question = { metrics: [id], periods: [period], dimensions: call.params.by ?? [], ...filtered }
    const { answers, asOf } = await call.tenant.readMetric(call.scope, question, terms)
    const [answer] = answers
    if (!answer) throw new Error('a question to one metric has one answer')
    return metricAnswer(answer, 0, { ...terms, asOf }, period.from)
  })
  serve(routes.queryMetrics, async ({ scope, tenant, body }) => {
    const { filtered, terms } = await load({ scope, tenant }, body.filters ?? {})
    const metrics = body.metrics.map((id) => definitionOf(id).id)
    const question = { metrics, periods: body.periods, dimensions: body.dimensions ?? [], ...filtered }
    const { answers, asOf } = await tenant.readMetric(scope, question, terms)
    return {
      asOf,
      answers: answers.map((answer) => ({
        id: answer.id,
        periods: body.periods.map(({ from }, period) => metricAnswer(answer, period, { ...terms, asOf }, from)),
      })),
    }
  })
  serve(routes.metricRows, async (call) => {
    const { id } = definitionOf(call.params.id)
    const { period, filtered, terms } = await load(call, call.params)
    const question = { metrics: [id], periods: [period], dimensions: [], ...filtered }
    const query = metricQuery(planMetric(id, question), period, terms)
    const page = await listMetricRows(call.scope, id, query, pageOf(call.params))
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
