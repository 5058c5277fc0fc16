import { metricCatalogue } from '../../src/shared/metrics/index.ts'
import type { MetricId, MetricSlice } from '../../src/shared/metrics/index.ts'
import { evaluateAlerts } from '../../src/server/alerts/evaluate.ts'
import type { Database } from '../../src/server/database/database.ts'
import { findAnew } from '../../src/server/findings/read-findings.ts'
import { loadMetricQuery } from '../../src/server/metrics/load-query.ts'
import { listMetricRows } from '../../src/server/metrics/metric-rows.ts'
import { readMetric } from '../../src/server/metrics/read-metric.ts'
import type { Slice } from '../../src/server/rollups/time-rows.ts'
import { readDeadlines } from '../../src/server/deadlines/deadline-terms.ts'
import { everyDenial } from '../../src/server/worklist/filter.ts'
import type { WorklistFilter } from '../../src/server/worklist/filter.ts'
import { readForecast } from '../../src/server/forecast/recovery-forecast.ts'
import { readWorklist } from '../../src/server/worklist/read-worklist.ts'
import { summariseWorklist } from '../../src/server/worklist/summarise.ts'
import { NOW, ZONE } from './panel-world.ts'

/** A question about denials, as one request asks it. */
export type DenialRead = (database: Database, slice: Slice) => Promise<unknown>

/** By what the team panel asks beside the whole: its cards, its lists of choices, and the findings. */
const slicesOfPanel: Readonly<Partial<Record<MetricId, readonly (readonly MetricSlice[])[]>>> = {
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

const metric =
  (id: MetricId, by: readonly MetricSlice[]): DenialRead =>
  async (database, slice) => {
    const definition = metricCatalogue.find((known) => known.id === id)
    if (!definition) throw new Error(`no metric is called ${id}`)
    const { query } = await loadMetricQuery(
      database,
      definition,
      slice,
      { by, filter: {}, shift: undefined },
      { zone: ZONE, now: NOW },
    )
    return readMetric(database, id, query, undefined)
  }

const rowsOf =
  (id: MetricId): DenialRead =>
  async (database, slice) => {
    const definition = metricCatalogue.find((known) => known.id === id)
    if (!definition) throw new Error(`no metric is called ${id}`)
    const question = { by: [], filter: {}, shift: undefined }
    const { query } = await loadMetricQuery(database, definition, slice, question, { zone: ZONE, now: NOW })
    return listMetricRows(database, id, query, { limit: 50, cursor: undefined })
  }

/** Every metric of the catalogue, whole and by the slices the panel asks for. */
export const metricReads: Readonly<Record<string, DenialRead>> = Object.fromEntries(
  metricCatalogue.flatMap(({ id }) =>
    [[], ...(slicesOfPanel[id] ?? [])].map((by) => [[id, ...by].join(' by '), metric(id, by)] as const),
  ),
)

const filterOf = ({ team }: Slice): WorklistFilter => ({ ...everyDenial, team: team ?? undefined })

/** Lists and summaries; what the first page of a worklist learns from the year before is learnt before and kept, as it is in the endpoint. */
export async function listReads(database: Database): Promise<Readonly<Record<string, DenialRead>>> {
  const forecast = await readForecast(database, 'main', NOW)
  return {
    worklist: async (_, slice) =>
      readWorklist(
        database,
        'main',
        { deadlines: await readDeadlines(database, 'main', NOW), forecast },
        filterOf(slice),
        { limit: 50, cursor: undefined },
      ),
    'worklist summary': async (_, slice) =>
      summariseWorklist(database, 'main', await readDeadlines(database, 'main', NOW), filterOf(slice)),
    'alerts, nothing changed': () => evaluateAlerts(database, 'main', NOW),
    'findings, anew': (_, slice) => findAnew(database, slice, { zone: ZONE, now: NOW, laborCentsPerHour: null }),
    'stalled_denials, first rows': rowsOf('stalled_denials'),
    'recovery forecast': () => readForecast(database, 'main', NOW),
  }
}
