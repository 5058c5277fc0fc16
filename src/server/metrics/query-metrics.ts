import type { MetricRow } from '../../shared/contract/metrics.ts'
import { grouped } from '../../shared/grouped.ts'
import { metricDefinition, type MetricId } from '../../shared/metrics/index.ts'
import { join, name, nothing, sql, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import type { Period } from '../rollups/period.ts'
import { namesClaim } from './attributed.ts'
import { claimSources } from './claim-source.ts'
import { denialSources } from './denial-source.ts'
import { withLaborKnown } from './labor-known.ts'
import { workByClaimRows } from './recorded-rows.ts'
import {
  isDenialWork,
  type MetricQuery,
  type MetricSource,
  type MetricSources,
  type MetricTerms,
} from './metric-query.ts'
import { metricQuery, planMetric, type MetricPlan, type MetricQuestion } from './metric-question.ts'
import { recoverySources } from './recovery-source.ts'
import { timeSources } from './time-source.ts'
import { touchSources } from './touch-source.ts'
import { workload } from './workload.ts'

/** Between the values of several dimensions in a key. */
const BETWEEN_KEYS = ' · '

/** What a metric answers for one period. */
export interface PeriodAnswer {
  readonly rows: readonly MetricRow[]
  /** Share of the denial work of the filters that is on no known claim; null where the metric measures no work, or there is none. */
  readonly unattributedShare: number | null
}

export interface MetricAnswers {
  readonly id: MetricId
  readonly ignoredFilters: readonly string[]
  /** One for each period of the question, in order. */
  readonly periods: readonly PeriodAnswer[]
}

/**
 * Answers a question: one statement for each population and set of filters, for all periods. A whole without data is one row of nulls; a key
 * without data has no row.
 * @throws HttpProblem 400 `bad_parameter` for dimensions that a metric does not have, or not together
 */
export async function queryMetrics(
  scope: Scope,
  question: MetricQuestion,
  terms: MetricTerms,
): Promise<readonly MetricAnswers[]> {
  const plans = question.metrics.map((id) => planMetric(id, question))
  const groups = grouped(plans, ({ filters, denialFilters, denialPayer, shift, attributions }) =>
    JSON.stringify([filters, denialFilters, denialPayer, shift, attributions]),
  )
  const answers = await Promise.all(
    [...groups.values()].map((group) => answerPlans(scope, group, question.periods, terms)),
  )
  const byId = new Map(answers.flatMap((found) => [...found]))
  return plans.map(({ id, ignoredFilters }) => ({ id, ignoredFilters, periods: byId.get(id) ?? [] }))
}

/** The answers to plans with the same filters, by metric. */
async function answerPlans(
  scope: Scope,
  plans: readonly MetricPlan[],
  periods: readonly Period[],
  terms: MetricTerms,
): Promise<ReadonlyMap<MetricId, readonly PeriodAnswer[]>> {
  const [plan] = plans
  if (!plan) return new Map()
  const ids = plans.map(({ id }) => id)
  const queries = periods.map((period) => metricQuery(plan, period, terms))
  const sources = queries.map((query) => sourcesOf(scope, ids, query))
  const populations = grouped(ids, (id) => sources[0]?.get(id)?.population ?? '')
  const [unattributed, ...found] = await Promise.all([
    plans.some(measuresWork) ? readUnattributed(scope, queries) : [],
    ...[...populations.values()].map((members) => readPopulation(scope, members, queries, sources)),
  ])
  const rows = new Map(found.flatMap((ofPopulation) => [...ofPopulation]))
  return new Map(
    plans.map((one) => [
      one.id,
      periods.map(({ to }, index) => ({
        rows: orNoNumbers(
          withLaborKnown(one.id, rows.get(one.id)?.[index] ?? [], { dimensions: one.dimensions, to }, terms),
          one,
        ),
        unattributedShare: measuresWork(one) ? (unattributed[index] ?? null) : null,
      })),
    ]),
  )
}

/** A whole without data is a row of nulls. */
const orNoNumbers = (rows: readonly MetricRow[], { dimensions }: MetricPlan): readonly MetricRow[] =>
  dimensions.length === 0 && rows.length === 0 ? [{ key: '', keys: [], ...noNumbers }] : rows

const measuresWork = ({ id }: MetricPlan): boolean => ['time', 'touches'].includes(metricDefinition(id).population)

const otherSources: MetricSources = {
  ...claimSources,
  ...timeSources,
  ...touchSources,
  ...recoverySources,
  workload,
}

type Sources = ReadonlyMap<MetricId, MetricSource>

function sourcesOf(scope: Scope, ids: readonly MetricId[], query: MetricQuery): Sources {
  // A metric may have denials behind it and yet be more than their sum.
  const ofDenials = denialSources(
    scope,
    ids.filter((id) => otherSources[id] === undefined),
    query,
  )
  return new Map(
    ids.map((id) => {
      const source = otherSources[id]?.(scope, query) ?? ofDenials.get(id)
      if (!source) throw new Error(`the metric ${id} has no source`)
      return [id, source]
    }),
  )
}

type Raw = Readonly<Record<string, number | string | boolean | null>>

/** The rows of metrics of one population, by metric and period. */
async function readPopulation(
  scope: Scope,
  ids: readonly MetricId[],
  queries: readonly MetricQuery[],
  sources: readonly Sources[],
): Promise<ReadonlyMap<MetricId, MetricRow[][]>> {
  const [first] = ids
  const measures = ids.flatMap((id) => sources[0]?.get(id) ?? [])
  const keys = (queries[0]?.dimensions ?? []).map((_, index) => sql`coalesce(rows.${name(`k${index}`)}, '')`)
  const rows = sources.flatMap((ofPeriod) => (first ? (ofPeriod.get(first)?.rows ?? []) : []))
  const groups = [...(rows.length > 1 ? [sql`rows.period`] : []), ...keys]
  const found = await scope.query<Raw>(
    sql`select ${join([
      rows.length > 1 ? sql`rows.period` : sql`0 as period`,
      ...keys.map((key, index) => sql`${key} as ${name(`k${index}`)}`),
      ...measures.flatMap(aggregates),
    ])}
     from (${byPeriod(rows)}) rows
     ${groups.length === 0 ? nothing : sql`group by ${join(groups)} order by ${join(groups)}`}`,
  )
  return new Map(
    ids.map((id, index) => {
      const source = measures[index]
      const ofMetric = source
        ? found
            .filter((row) => row[`present${index}`] === true)
            .map((row) => ({ period: row['period'], row: answerRow(row, index, keys.length, source) }))
            .filter(({ row }) => keys.length === 0 || row.value !== null || row.denominator !== null)
        : []
      const ofPeriods = queries.map((_, period) =>
        ofMetric.filter((one) => one.period === period).map(({ row }) => row),
      )
      return [id, ofPeriods]
    }),
  )
}

/** The rows of several periods, each with the number of its own. */
function byPeriod(rows: readonly Sql[]): Sql {
  const [only, ...others] = rows
  if (only === undefined || others.length === 0) return only ?? nothing
  return join(
    rows.map((ofPeriod, index) => sql`select ${index}::int as period, p.* from (${ofPeriod}) p`),
    ' union all ',
  )
}

function aggregates({ numerator, denominator, sample, present }: MetricSource, index: number): Sql[] {
  const percentile = (share: number) =>
    sample === null
      ? sql`null::float8`
      : sql`percentile_cont(${share}::float8) within group (order by (${sample})::float8)`
  const column = (value: Sql, as: string) => sql`${value} as ${name(`${as}${index}`)}`
  return [
    column(present, 'present'),
    column(sql`(${numerator})::float8`, 'numerator'),
    column(denominator === null ? sql`null::float8` : sql`(${denominator})::float8`, 'denominator'),
    column(percentile(0.5), 'median'),
    column(percentile(0.9), 'tail'),
  ]
}

const noNumbers = { value: null, numerator: null, denominator: null, p50: null, p90: null } as const

function answerRow(row: Raw, index: number, dimensions: number, { denominator, scale }: MetricSource): MetricRow {
  const keys = Array.from({ length: dimensions }, (_, place) => {
    const value = row[`k${place}`]
    return value === '' || value === undefined ? null : String(value)
  })
  const key = keys.length === 1 ? (keys[0] ?? null) : keys.map((value) => value ?? '–').join(BETWEEN_KEYS)
  const number = (part: string, unit: number) => {
    const value = row[`${part}${index}`]
    return typeof value === 'number' ? value / unit : null
  }
  const numerator = number('numerator', scale.numerator)
  const percentiles = { p50: number('median', scale.numerator), p90: number('tail', scale.numerator) }
  if (denominator === null) return { key, keys, value: numerator, numerator, denominator: null, ...percentiles }
  const whole = number('denominator', scale.denominator)
  if (whole === null || whole === 0 || numerator === null) return { ...noNumbers, key, keys }
  return { key, keys, value: numerator / whole, numerator, denominator: whole, ...percentiles }
}

/** Share of the denial work of each question that names no claim; null without any work. */
async function readUnattributed(scope: Scope, queries: readonly MetricQuery[]): Promise<readonly (number | null)[]> {
  const rows = queries.map(
    (query) =>
      sql`select a.ms, ${namesClaim('a', query)} as named, a.presence, a.rating from (${workByClaimRows(scope, { ...query, dimensions: [] })}) a`,
  )
  const several = rows.length > 1
  const found = await scope.query<{ period: number; share: number | null }>(
    sql`select ${several ? sql`a.period` : sql`0 as period`},
       (sum(a.ms) filter (where not a.named))::float8 / nullif(sum(a.ms), 0) as share
     from (${byPeriod(rows)}) a
     where ${isDenialWork('a')}${several ? sql` group by a.period` : nothing}`,
  )
  return queries.map((_, index) => found.find(({ period }) => period === index)?.share ?? null)
}
