import { denialWorkRatings } from '../../shared/contract/ruleset.ts'
import type { Attribution } from '../../shared/contract/work.ts'
import type { CalendarSettings, ManualTimeUse, SlaDefinition } from '../../shared/contract/settings.ts'
import { isTimeDimension, type Dimension, type MetricId, type TimeDimension } from '../../shared/metrics/index.ts'
import { alsoColumns, join, literal, name, sql, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import type { Filters } from '../rollups/filters.ts'
import { MANUAL } from '../rollups/manual-time-rows.ts'
import { timeDimension, type DenialFilters } from './dimension-sql.ts'

/** What the numbers of a tenant depend on, apart from the question. */
export interface MetricTerms {
  readonly now: number
  /** IANA, the tenant's. */
  readonly zone: string
  readonly calendars: CalendarSettings
  readonly slas: readonly SlaDefinition[]
  /** When the team began to use TouchLedger, epoch ms: SLA metrics leave out denials received before it. Null: all count. */
  readonly slaStart: number | null
  /** Null: costs are not known. */
  readonly laborCentsPerHour: number | null
  /** What a denial costs beyond labor, as a factor of it; null: not known. */
  readonly overheadFactor: number | null
  /** Whether manual work is part of the effort on denials. */
  readonly manualTime: ManualTimeUse
  /** When the tenant's first denial was received, epoch ms; null: it has none. */
  readonly firstReceived: number | null
  /** When the tenant's first span began, epoch ms; null: nothing was recorded. */
  readonly firstRecorded: number | null
}

/** All that a metric's SQL is made from. */
export interface MetricQuery extends MetricTerms {
  readonly filters: Filters
  readonly denialFilters: DenialFilters
  /** The payer of the denials that work is for, '' for none; null: not filtered by it. The payer of `filters` is the window's. */
  readonly denialPayer: string | null
  /** Name of a shift; undefined: the whole day. */
  readonly shift: string | undefined
  /** The ways in which a claim came to time: time to which it came otherwise names none. Null: every way. */
  readonly attributions: readonly Attribution[] | null
  readonly dimensions: readonly Dimension[]
  /** Epoch ms: numbers "as of" are of the end of the period, or of now while it runs. */
  readonly at: number
}

/** Aggregates over the rows of a population. */
export interface Measure {
  readonly numerator: Sql
  readonly denominator: Sql | null
  /** SQL of a row's own value, for the median and the 90th percentile. */
  readonly sample: Sql | null
  /** SQL of a boolean aggregate: there is data. */
  readonly present: Sql
  /** Divides the numerator, and a sample, to be in the metric's unit; the denominator likewise. */
  readonly scale: { readonly numerator: number; readonly denominator: number }
}

export interface Population {
  /** Sources of one query with the same population have the same rows. */
  readonly population: string
  /** `select …`: each row has the dimensions asked for as texts `k0`, `k1` … ('' or null: not known). */
  readonly rows: Sql
}

/** A population and what one metric measures on it. */
export type MetricSource = Measure & Population

/** The sources of metrics, apart from those of denials, which share their rows. */
export type MetricSources = { readonly [Id in MetricId]?: (scope: Scope, query: MetricQuery) => MetricSource }

export const HAS_ROWS: Sql = sql`count(*) > 0`
const plain = { denominator: null, sample: null, present: HAS_ROWS, scale: { numerator: 1, denominator: 1 } } as const

/** A metric that is the sum of something. */
export const sumOf = (numerator: Sql, unit = 1): Measure => ({
  ...plain,
  numerator,
  scale: { numerator: unit, denominator: 1 },
})

/** A metric that is a sum divided by another one. */
export const ratioOf = (numerator: Sql, denominator: Sql, scale: Measure['scale'] = plain.scale): Measure => ({
  ...plain,
  numerator,
  denominator,
  scale,
})

/**
 * `, … as k0, … as k1`: the dimensions asked for.
 * @param at SQL of the instant that a row is counted on. @param of SQL of every other dimension
 */
export function keyColumns(
  { dimensions, zone }: Pick<MetricQuery, 'dimensions' | 'zone'>,
  at: Sql,
  of: (dimension: Exclude<Dimension, TimeDimension>) => Sql,
): Sql {
  return alsoColumns(
    dimensions.map((dimension, index) => {
      const value = isTimeDimension(dimension) ? timeDimension(dimension, at, zone) : of(dimension)
      return sql`${value} as ${name(`k${index}`)}`
    }),
  )
}

/** `, k0, k1`: the same columns of rows that have them. */
export const keysOf = ({ dimensions }: Pick<MetricQuery, 'dimensions'>): Sql =>
  alsoColumns(dimensions.map((_, index) => name(`k${index}`)))

/** Whether the question splits by day, week or month. */
export const splitsTime = ({ dimensions }: Pick<MetricQuery, 'dimensions'>): boolean => dimensions.some(isTimeDimension)

/** Condition on recorded time: it was worked. Manual time is among the rows only where it counts as effort. @param alias of rows with presence */
export const isWorked = (alias: string): Sql => sql`${name(`${alias}.presence`)} in ('active', ${literal(MANUAL)})`

/** Condition on recorded time: it is work on denials. @param alias of rows with presence and rating */
export const isDenialWork = (alias: string): Sql =>
  sql`${isWorked(alias)} and ${name(`${alias}.rating`)} in (${join(denialWorkRatings.map((rating) => literal(rating)))})`
