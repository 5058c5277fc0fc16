import type { EpochMs } from '../contract/brands.ts'
import type { Finding } from '../contract/alerts.ts'
import type { MetricRow } from '../contract/reports.ts'
import type { MetricId, MetricSlice } from '../metrics/index.ts'

/** A question to a metric. */
export interface FindingNeed {
  readonly id: MetricId
  readonly by: readonly MetricSlice[]
  /** The answer of the same length of time before is needed as well. */
  readonly before?: true
}

/** What a rule looks at. */
export interface FindingFacts {
  readonly from: EpochMs
  readonly to: EpochMs
  /** First and last day of the period in the team's zone, `2026-11-16`. */
  readonly firstDay: string
  readonly lastDay: string
  readonly team: string | null
  /** Null: what time costs is not known. */
  readonly labourCentsPerHour: number | null
  /** Rows of a metric in the period. A rule may ask only for what it needs. */
  rows(id: MetricId, by: readonly MetricSlice[]): readonly MetricRow[]
  /** The same of the period before. */
  rowsBefore(id: MetricId, by: readonly MetricSlice[]): readonly MetricRow[]
}

/** An explicit rule: it says what it needs, and what follows when there is enough of it. */
export interface FindingRule {
  readonly id: string
  /** What it looks for, as an admin reads it. */
  readonly name: string
  readonly needs: readonly FindingNeed[]
  find(facts: FindingFacts): readonly FoundOut[]
}

export type FoundOut = Omit<Finding, 'id' | 'rule' | 'from' | 'to' | 'link'> & {
  /** What it is about, so that a dismissal holds for just that. */
  readonly about: string
  readonly link: { readonly path: string; readonly params: Readonly<Record<string, string>>; readonly label: string }
}
