import type { Finding } from '../contract/alerts.ts'
import type { EpochMs } from '../contract/brands.ts'
import type { MetricRow } from '../contract/metrics.ts'
import type { Dimension, MetricId } from '../metrics/index.ts'

/** A metric that a rule reads. */
export interface FindingNeed {
  readonly id: MetricId
  readonly dimensions: readonly Dimension[]
  /** The prior period, of the same length, is needed as well. */
  readonly prior?: true
  /** Needed in the recent four weeks and in the eight before, in place of the period. */
  readonly recent?: true
}

/** The recent four weeks, or the eight before them. */
export type RecentWindow = 'recent' | 'before'

/** The four weeks up to the end of the period, or up to yesterday if that is earlier: a day that is not over is not compared. */
export interface RecentWeeks {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly firstDay: string
  readonly lastDay: string
  /** `Nov 29` */
  readonly lastDayText: string
}

/** What a rule reads. */
export interface FindingFacts {
  readonly from: EpochMs
  readonly to: EpochMs
  /** First and last day of the period in the tenant's zone, `2026-11-16`. */
  readonly firstDay: string
  readonly lastDay: string
  readonly team: string | null
  /** Null: the labor cost is not known. */
  readonly laborCentsPerHour: number | null
  /** Rows of a metric in the period. A rule may read only what it needs. */
  rows(id: MetricId, dimensions: readonly Dimension[]): readonly MetricRow[]
  /** The same in the prior period. */
  priorRows(id: MetricId, dimensions: readonly Dimension[]): readonly MetricRow[]
  readonly recentWeeks: RecentWeeks
  recentRows(window: RecentWindow, id: MetricId, dimensions: readonly Dimension[]): readonly MetricRow[]
}

/** A rule names what it needs, and what follows when there is enough of it. */
export interface FindingRule {
  readonly id: string
  /** What it looks for, as admins read it. */
  readonly name: string
  readonly needs: readonly FindingNeed[]
  find(facts: FindingFacts): readonly FoundOut[]
}

export type FoundOut = Omit<Finding, 'id' | 'rule' | 'from' | 'to' | 'link'> & {
  /** What exactly it is about, so that a dismissal covers nothing else. */
  readonly subject: string
  /** Where it is not about the period that was asked for. */
  readonly period?: { readonly from: EpochMs; readonly to: EpochMs }
  readonly link: { readonly path: string; readonly params: Readonly<Record<string, string>>; readonly label: string }
}

/** The value of one row; null: there is no such row, or no data behind it. */
export const valueAt = (rows: readonly MetricRow[], wanted: string | null): number | null =>
  rows.find(({ key }) => key === wanted)?.value ?? null

/** The row with the largest value. */
export const topRow = (rows: readonly MetricRow[]): MetricRow | undefined =>
  rows.toSorted((one, other) => (other.value ?? 0) - (one.value ?? 0))[0]

/** Where the team panel lists records of a kind, with its filters for them. */
export function rowsLink(
  label: string,
  rows: 'denials' | 'hidden',
  filters: Readonly<Record<string, string>>,
): FoundOut['link'] {
  const named = Object.entries(filters).map(([name, value]) => [`rows.${name}`, value])
  return { path: '/team', params: { rows, ...Object.fromEntries(named) }, label }
}
