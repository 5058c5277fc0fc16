import type { ClaimToken, EpochMs } from './brands.ts'
import type { Rating, SystemKind } from './ruleset.ts'

/** `paused`: the person paused recording, and nothing was observed. `offline` is reserved. */
export const presences = ['active', 'idle', 'away', 'offline', 'paused'] as const
export type Presence = (typeof presences)[number]

/** What a device can see by itself. */
export const deviceHiddenKinds = ['repeat_status_check', 'portal_switching', 'manual_documentation'] as const
export type DeviceHiddenKind = (typeof deviceHiddenKinds)[number]
/** What takes the denial, or other people's work: the endpoint tags these, and repeat status checks of one person after another. */
export const endpointHiddenKinds = ['duplicate_follow_up', 'low_value_effort'] as const
export const hiddenKinds = [...deviceHiddenKinds, ...endpointHiddenKinds] as const
export type HiddenKind = (typeof hiddenKinds)[number]

/** `[startedAt, endedAt)` */
export interface Interval {
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
}

/** What a rule says about a window. All null while away: then nothing is known about any window. */
export interface Classification {
  readonly activity: string | null
  readonly rating: Rating | null
  readonly system: string | null
  /** Follows from the rule; not part of the equality of spans. */
  readonly systemKind: SystemKind | null
  readonly payer: string | null
  readonly app: string | null
  readonly ruleId: string | null
  readonly claimToken: ClaimToken | null
  /** Which version said so. Not part of the equality of spans. */
  readonly ruleSetVersion: number | null
  /** A window that shows another computer, of which nothing inside is known; left out elsewhere. */
  readonly remote?: boolean | undefined
  /** The claim number stood in an element of the page; left out elsewhere. Not part of the equality of spans. */
  readonly claimFrom?: 'field' | undefined
  /** A program used the microphone: the person was on a call. Left out elsewhere. */
  readonly call?: boolean | undefined
}

/**
 * A stretch of constant classification and presence that crosses no UTC quarter hour.
 * Never empty. Immutable once closed.
 */
export interface Span extends Classification, Interval {
  readonly presence: Presence
  /** For attribution on the device; neither stored nor sent. */
  readonly context?: SpanContext
}

/** How a span's time came to a claim: its window named it, the biller stated it, or it was carried over from the work just before. */
export const attributions = ['seen', 'stated', 'inferred'] as const
export type Attribution = (typeof attributions)[number]

/** A span with the claim that its time is attributed to. */
export interface AttributedSpan extends Span {
  /** Null where `attribution` is. */
  readonly attributedToken: ClaimToken | null
  readonly attribution: Attribution | null
}

/** The biller said that work on a claim begins. */
export interface ClaimStatement {
  readonly claimToken: ClaimToken
  readonly at: EpochMs
}

/** What came before a span. */
export interface SpanContext {
  /** Number of claim events so far; one between two spans keeps them apart. */
  readonly claimEvents: number
  /** The statement in force; the same object as long as it is the same statement. */
  readonly statement: ClaimStatement | null
  /** Between the span and the one before lies unobserved or away time, a `claim_done`, or the beginning of a session. */
  readonly interrupted: boolean
}

/** One user's work on one denial; stretches less than the policy's `touchGapMs` apart are one touch. */
export interface Touch extends Interval {
  readonly claimToken: ClaimToken
  readonly activeMs: number
  /** Quarter-hour-cut spans in it. */
  readonly spanCount: number
}

/** Minutes that move no denial forward, of one kind. `ms` is the sum of what is tagged, not `endedAt - startedAt`. */
export interface HiddenWork extends Interval {
  readonly kind: HiddenKind
  readonly ms: number
  readonly claimToken: ClaimToken | null
}
