import type { EpochMs } from '../contract/brands.ts'
import type { Interval } from '../contract/work.ts'

/** One active span of work on a claim, of anybody. */
export interface ClaimSpan extends Interval {
  readonly userId: string
  readonly activity: string | null
  readonly systemKind: string | null
  /** The part that counts for another device of the person, ms. */
  readonly overlapMs?: number
}

/** The work on a claim, and the history of its denial. */
export interface ClaimWork<Span extends ClaimSpan = ClaimSpan> {
  /** In order of start. */
  readonly spans: readonly Span[]
  /** When the payer answered or the denial changed its state. */
  readonly changes: readonly EpochMs[]
  /** Days on which a follow-up was planned: a status check on or after one is no repeat. */
  readonly followUps: readonly EpochMs[]
  /** Expected recovery of the denial: amount × probability that an appeal is won. Null without a denial. */
  readonly expectedCents: number | null
  /** Null: not known, so that no effort counts as low value. */
  readonly laborCentsPerHour: number | null
}

export interface ClaimPolicy {
  /** A pause this long or longer begins a new visit, ms. */
  readonly visitGapMs: number
  /** A status check within this time of the one before is a repeat, ms. */
  readonly recheckWithinMs: number
}

/** Kinds the endpoint tags. */
export type ClaimTagKind = 'repeat_status_check' | 'duplicate_follow_up' | 'low_value_effort'

export interface ClaimTag<Span extends ClaimSpan> {
  readonly kind: ClaimTagKind
  readonly span: Span
  /** The first span of what the tag belongs to: tags of one visit are one record. */
  readonly first: Span
}
