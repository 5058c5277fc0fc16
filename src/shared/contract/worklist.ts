import type { EpochMs } from './brands.ts'
import type { DenialRow } from './denials.ts'

/** Why a denial has to be looked at now, the most pressing first. */
export const dueKinds = ['appeal', 'first_touch', 'follow_up', 'custom'] as const
export type DueKind = (typeof dueKinds)[number]

/** The next thing that is due on an open denial. */
export interface DenialDue {
  readonly kind: DueKind
  /** The SLA it comes from; null: the legal limit of an appeal, or the denial's own follow-up day. */
  readonly slaId: string | null
  readonly at: EpochMs
  /** `late`: past due. `risk`: inside the warning time. `ahead`: neither. */
  readonly standing: 'late' | 'risk' | 'ahead'
}

/** What the tenant's own history says of a payer and category, with the counts it rests on. */
export interface RecoveryForecast {
  /** Probability that an appeal wins, in [0, 1]; the prior's pull shrinks as `resolved` grows. */
  readonly overturnRate: number
  /** Minutes of work a denial takes. */
  readonly minutes: number
  /** Denials of the payer and category whose outcome is known. */
  readonly resolved: number
  readonly overturned: number
  /** Denials the minutes were learnt from. */
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

/** `GET /v1/worklist/summary` */
export interface WorklistSummary {
  readonly late: DenialSum
  readonly risk: DenialSum
  readonly open: DenialSum
}
export interface DenialSum {
  readonly count: number
  readonly deniedCents: number
}
