import type { EpochMs } from '../contract/brands.ts'

/** One active span of work on a claim, of anybody. */
export interface ClaimSpan {
  readonly userId: string
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly activity: string | null
  readonly systemKind: string | null
}

/** All that was done on a claim, and what its payer and its denial said. */
export interface ClaimWork<Span extends ClaimSpan = ClaimSpan> {
  /** In order of start. */
  readonly spans: readonly Span[]
  /** When the payer answered or the denial changed its state. */
  readonly changes: readonly EpochMs[]
  /** Follow-up days there have been: looking again on or after one is what was asked for. */
  readonly followUps: readonly EpochMs[]
  /** What the denial can be expected to bring back: amount × probability that an appeal wins. Null without a denial. */
  readonly expectedCents: number | null
  /** Null: not known, so that nothing is too little. */
  readonly labourCentsPerHour: number | null
}

export interface ClaimPolicy {
  /** A pause this long or longer begins a new visit, ms. */
  readonly visitGapMs: number
  /** A second look within this time of the first is a repeat, ms. */
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
