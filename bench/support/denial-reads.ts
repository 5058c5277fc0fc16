import { metricCatalog, type Dimension, type MetricId } from '../../src/shared/metrics/index.ts'
import { evaluateAlerts } from '../../src/server/alerts/evaluate.ts'
import type { Database } from '../../src/server/database/database.ts'
import { readDeadlines } from '../../src/server/deadlines/deadline-terms.ts'
import { findNow } from '../../src/server/findings/read-findings.ts'
import { readForecast } from '../../src/server/forecast/recovery-forecast.ts'
import { everything } from '../../src/server/identity/scope.ts'
import { loadTerms, metricQuery, planMetric, type MetricQuestion } from '../../src/server/metrics/metric-question.ts'
import { listMetricRows } from '../../src/server/metrics/metric-rows.ts'
import { queryMetrics } from '../../src/server/metrics/query-metrics.ts'
import type { Filters } from '../../src/server/rollups/filters.ts'
import { readWorklist } from '../../src/server/worklist/read-worklist.ts'
import { summarizeWorklist } from '../../src/server/worklist/summarize.ts'
import type { WorklistFilters } from '../../src/server/worklist/filters.ts'
import { NOW, ZONE } from './panel-world.ts'

/** A question about denials, as one request asks it. */
export type DenialRead = (database: Database, filters: Filters) => Promise<unknown>

/** By what the team panel asks beside the whole: its cards, its lists of choices, and the findings. */
const dimensionsOfPanel: Readonly<Partial<Record<MetricId, readonly (readonly Dimension[])[]>>> = {
  open_denials: [['category', 'age_bucket'], ['payer'], ['user']],
  open_amount: [['category', 'age_bucket'], ['payer'], ['user']],
  stalled_denials: [['user'], ['payer']],
  repeat_touch_share: [['category']],
  active_minutes: [['category'], ['shift']],
  hidden_minutes: [['kind'], ['kind', 'payer'], ['kind', 'team']],
  hidden_work_tax: [['team']],
  denials_received: [['category'], ['provider'], ['carc'], ['queue']],
  touches: [['shift']],
  denials_worked_per_fte: [['user'], ['team']],
  minutes_per_denial: [['user'], ['team'], ['shift'], ['category']],
  recovery_yield: [['user'], ['team'], ['category']],
  recovery_per_hour: [['user'], ['team']],
  rework_rate: [['user'], ['team']],
  worked_within_sla: [['user'], ['team']],
  time_to_first_touch: [['category']],
  days_between_touches: [['category']],
  appeal_overturn_rate: [['payer', 'category']],
  days_to_resolution: [['payer', 'category']],
  write_offs: [['payer', 'category']],
}

const when = { zone: ZONE, now: NOW }

const questionOf = (
  id: MetricId,
  dimensions: readonly Dimension[],
  { from, to, ...filters }: Filters,
): MetricQuestion => ({
  metrics: [id],
  periods: [{ from, to }],
  dimensions,
  filters,
  denialFilters: {},
  shift: undefined,
})

const metric =
  (id: MetricId, dimensions: readonly Dimension[]): DenialRead =>
  async (database, filters) => {
    const scope = everything(database)
    return queryMetrics(scope, questionOf(id, dimensions, filters), await loadTerms(scope, when))
  }

const rowsOf =
  (id: MetricId): DenialRead =>
  async (database, filters) => {
    const scope = everything(database)
    const plan = planMetric(id, questionOf(id, [], filters))
    const query = metricQuery(plan, filters, await loadTerms(scope, when))
    return listMetricRows(scope, id, query, { limit: 50, cursor: undefined })
  }

/** Every metric of the catalog, whole and by the dimensions the panel asks for. */
export const metricReads: Readonly<Record<string, DenialRead>> = Object.fromEntries(
  metricCatalog.flatMap(({ id }) =>
    [[], ...(dimensionsOfPanel[id] ?? [])].map((by) => [[id, ...by].join(' by '), metric(id, by)] as const),
  ),
)

const worklistFilters = ({ team }: Filters): WorklistFilters => (team === null ? {} : { team })

/** Lists and summaries; the forecast that a worklist ranks by is read before and cached, as it is in the endpoint. */
export async function listReads(database: Database): Promise<Readonly<Record<string, DenialRead>>> {
  const scope = everything(database)
  const forecast = await readForecast(scope, NOW)
  return {
    worklist: async (_, filters) =>
      readWorklist(scope, { deadlines: await readDeadlines(database, NOW), forecast }, worklistFilters(filters), {
        limit: 50,
        cursor: undefined,
      }),
    'worklist summary': async (_, filters) =>
      summarizeWorklist(scope, await readDeadlines(database, NOW), worklistFilters(filters)),
    'alerts, nothing changed': () => evaluateAlerts(database, NOW),
    'findings, not cached': (_, filters) => findNow(scope, filters, when),
    'stalled_denials, first rows': rowsOf('stalled_denials'),
    'recovery forecast': () => readForecast(scope, NOW),
  }
}
