import type { CalendarSettings, SlaDefinition } from '../../shared/contract/settings.ts'
import type { MetricSlice } from '../../shared/metrics/index.ts'
import type { Parameters } from '../database/parameters.ts'
import type { Slice } from '../rollups/time-rows.ts'

/** What a metric is narrowed to by the denial behind it. Undefined: not filtered; '': none named. */
export interface DenialFilter {
  readonly category?: string | undefined
  readonly service_line?: string | undefined
  readonly provider?: string | undefined
  readonly location?: string | undefined
  readonly value_band?: string | undefined
  readonly age_bucket?: string | undefined
  readonly carc?: string | undefined
  readonly queue?: string | undefined
  readonly state?: string | undefined
}

/** All that a metric's SQL is made from. */
export interface MetricQuery {
  readonly slice: Slice
  readonly filter: DenialFilter
  /** Name of a shift; undefined: all of the day. */
  readonly shift: string | undefined
  readonly by: readonly MetricSlice[]
  /** Epoch ms: what is asked "as of" stands at the period's end, or now while it runs. */
  readonly at: number
  readonly now: number
  /** The tenant's. */
  readonly zone: string
  readonly calendars: CalendarSettings
  readonly slas: readonly SlaDefinition[]
  /** Null: costs are not known. */
  readonly laborCentsPerHour: number | null
  /** When the tenant's first denial came, epoch ms. Null: it has none. */
  readonly firstReceived: number | null
  /** When the first span of the tenant began, epoch ms. Null: nothing was recorded. */
  readonly firstRecorded: number | null
}

/**
 * Rows and what to make of them. Each row has the slices asked for as texts `k0`, `k1` … ('' or null: not known).
 */
export interface MetricSource {
  readonly rows: string
  /** SQL aggregates over `rows`. */
  readonly numerator: string
  readonly denominator: string | null
  /** SQL of a row's own value, of which the median and the 90th percentile are taken. */
  readonly sample: string | null
  readonly having?: string | undefined
  /** What the numerator, and a sample, is divided by to be in the metric's unit; the denominator likewise. */
  readonly scale: { readonly numerator: number; readonly denominator: number }
}

/** SQL of an instant, which becomes a parameter when it is first needed: a statement has to name every parameter it is given. */
export type InstantSql = () => string

export function instantSql(parameters: Parameters, at: number): InstantSql {
  let place: string | null = null
  return () => (place ??= `${parameters.add(at)}::bigint`)
}

export const MS_A_MINUTE = 60_000
export const MS_AN_HOUR = 3_600_000
export const MS_A_DAY = 86_400_000

/** ` expr as k0, …` of the slices asked for, each with a comma before it. */
export function keyColumns(by: readonly MetricSlice[], expression: (slice: MetricSlice) => string): string {
  return by.map((slice, index) => `, ${expression(slice)} as k${index}`).join('')
}
