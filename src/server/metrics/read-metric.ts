import type { MetricAnswer, MetricRow } from '../../shared/contract/reports.ts'
import { metricDefinition } from '../../shared/metrics/index.ts'
import type { MetricId } from '../../shared/metrics/index.ts'
import type { Queries } from '../database/database.ts'
import { statementParameters } from '../database/parameters.ts'
import type { Parameters } from '../database/parameters.ts'
import { activityTotals } from '../rollups/time-rows.ts'
import { claimSource } from './claim-source.ts'
import { denialMeasure } from './denial-measures.ts'
import { denialSource } from './denial-source.ts'
import type { MetricQuery, MetricSource } from './metric-query.ts'
import { recoverySource } from './recovery-source.ts'
import { timeSource } from './time-source.ts'
import { touchSource } from './touch-source.ts'

/** Between the values of several slices in a key. */
const BETWEEN_KEYS = ' · '

/**
 * A metric over a slice, as a whole or by some of its slices. A whole without data behind it is one row of nulls; a key without data
 * has no row.
 * @param target what the tenant aims at, where it does not go by the field's benchmark.
 */
export async function readMetric(
  queries: Queries,
  id: MetricId,
  query: MetricQuery,
  target: number | undefined,
): Promise<Omit<MetricAnswer, 'ignoredFilters' | 'asOf'>> {
  const { unit, target: benchmark, about } = metricDefinition(id)
  const [rows, unattributedShare] = await Promise.all([
    readRows(queries, id, query),
    about === 'time' || about === 'touches' ? readUnattributed(queries, query) : null,
  ])
  const whole = query.by.length === 0
  return {
    id,
    unit,
    target: target ?? benchmark,
    unattributedShare,
    rows: whole && rows.length === 0 ? [nothing] : rows,
  }
}

const nothing: MetricRow = {
  key: '',
  keys: [],
  value: null,
  numerator: null,
  denominator: null,
  p50: null,
  p90: null,
}

function sourceFor(id: MetricId, query: MetricQuery, parameters: Parameters): MetricSource {
  const measure = denialMeasure(id, query, parameters)
  const source =
    measure === null
      ? (claimSource(id, query, parameters) ??
        timeSource(id, query, parameters) ??
        touchSource(id, query, parameters) ??
        recoverySource(id, query, parameters))
      : denialSource(measure, query, parameters)
  if (source === null) throw new Error(`the metric ${id} has no source`)
  return source
}

interface Raw extends Readonly<Record<string, unknown>> {
  readonly numerator: number | null
  readonly denominator: number | null
  readonly p50: number | null
  readonly p90: number | null
}

async function readRows(queries: Queries, id: MetricId, query: MetricQuery): Promise<MetricRow[]> {
  const parameters = statementParameters()
  const source = sourceFor(id, query, parameters)
  const keys = query.by.map((_, index) => `coalesce(rows.k${index}, '')`)
  const percentile = (share: number) =>
    source.sample === null
      ? 'null::float8'
      : `percentile_cont(${share}) within group (order by (${source.sample})::float8)`
  const rows = await queries.query<Raw>(
    `select ${keys.map((key, index) => `${key} as k${index}, `).join('')}(${source.numerator})::float8 as numerator,
       (${source.denominator ?? 'null'})::float8 as denominator, ${percentile(0.5)} as p50, ${percentile(0.9)} as p90
     from (${source.rows}) rows
     ${keys.length === 0 ? '' : `group by ${keys.join(', ')} `}having ${source.having ?? 'count(*) > 0'}
     ${keys.length === 0 ? '' : `order by ${keys.join(', ')}`}`,
    parameters.values,
  )
  return rows
    .map((row) => answerRow(row, query, source))
    .filter((row) => query.by.length === 0 || row.value !== null || row.denominator !== null)
}

function answerRow(row: Raw, query: MetricQuery, { denominator, scale }: MetricSource): MetricRow {
  const keys = query.by.map((_, index) => (row[`k${index}`] === '' ? null : String(row[`k${index}`])))
  const key = keys.length === 1 ? (keys[0] ?? null) : keys.map((value) => value ?? '–').join(BETWEEN_KEYS)
  const scaled = (value: number | null) => (value === null ? null : value / scale.numerator)
  const numerator = scaled(row.numerator)
  if (denominator === null) {
    return { key, keys, value: numerator, numerator, denominator: null, p50: scaled(row.p50), p90: scaled(row.p90) }
  }
  const whole = row.denominator === null || row.denominator === 0 ? null : row.denominator / scale.denominator
  if (whole === null || numerator === null) return { ...nothing, key, keys }
  return {
    key,
    keys,
    value: numerator / whole,
    numerator,
    denominator: whole,
    p50: scaled(row.p50),
    p90: scaled(row.p90),
  }
}

/** Share of the denial-work time of a slice that no denial could be named for; null without any. */
async function readUnattributed(queries: Queries, { slice }: MetricQuery): Promise<number | null> {
  const parameters = statementParameters()
  const [row] = await queries.query<{ share: number | null }>(
    `select (sum(a.ms) filter (where not a.attributed))::float8 / nullif(sum(a.ms), 0) as share
     from (${activityTotals(slice, parameters)}) a
     where ${parameters.add(slice.tenantId)}::text is not null and a.presence = 'active' and a.rating in ('core', 'support', 'hidden')`,
    parameters.values,
  )
  return row === undefined || row.share === null ? null : row.share
}
