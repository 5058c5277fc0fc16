import type { EpochMs } from './brands.ts'
import type { DenialRow } from './denials.ts'

/** Why a denial has to be looked at now, the most pressing first. */
export const dueKinds = ['appeal', 'first_touch', 'follow_up', 'custom'] as const
export type DueKind = (typeof dueKinds)[number]

/** `overdue`: past due. `at_risk`: within the warning time. `upcoming`: neither. The most pressing first. */
export const dueStatuses = ['overdue', 'at_risk', 'upcoming'] as const
export type DueStatus = (typeof dueStatuses)[number]

/** The most pressing thing that is due on an open denial. */
export interface DenialDue {
  readonly kind: DueKind
  /** The SLA it comes from; null: the legal limit of an appeal, or the denial's own follow-up day. */
  readonly slaId: string | null
  readonly at: EpochMs
  readonly status: DueStatus
}

/** The tenant's own history with a payer and category, with the counts behind it. */
export interface RecoveryForecast {
  /** Probability that an appeal is overturned, in [0, 1]; the prior's weight shrinks as `resolved` grows. */
  readonly overturnRate: number
  /** Minutes of work a denial takes. */
  readonly minutes: number
  /** Denials of the payer and category with a known outcome. */
  readonly resolved: number
  readonly overturned: number
  /** Denials that the minutes are estimated from. */
  readonly worked: number
}

/** `GET /v1/worklist`: open denials, what is late or at risk first, then by expected recovery per expected minute. */
export interface WorklistRow extends DenialRow {
  /** Cents expected back per minute of work still expected. */
  readonly priority: number
  readonly forecast: RecoveryForecast
  readonly due: DenialDue | null
  readonly touches: number
  readonly activeMs: number
  readonly firstTouchAt: EpochMs | null
  readonly lastTouchAt: EpochMs | null
  /** Different people who touched it. */
  readonly people: number
  /** Repeat status checks on it. */
  readonly rechecks: number
  readonly team: string | null
}
