import type { EpochMs } from './brands.ts'
import type { SlaKind } from './settings.ts'

/** `open` until a person acknowledges it; `snoozed` until a time; `resolved` automatically when the denial was worked or closed. */
export const alertStates = ['open', 'acknowledged', 'snoozed', 'resolved'] as const
export type AlertState = (typeof alertStates)[number]

/** What an alert is about: an in-house target (an SLA), or the payer's appeal deadline. */
export const alertClocks = ['target', 'deadline'] as const
export type AlertClock = (typeof alertClocks)[number]

export const alertLevels = ['at_risk', 'overdue'] as const
export type AlertLevel = (typeof alertLevels)[number]

/** `GET /v1/alerts`: one for each SLA, denial and due time. It is raised once; `at_risk` becomes `overdue` in the same alert. */
export interface AlertRow {
  readonly id: string
  readonly slaId: string
  readonly slaName: string
  readonly kind: SlaKind
  readonly clock: AlertClock
  readonly level: AlertLevel
  readonly state: AlertState
  readonly denialId: string
  readonly claimRef: string
  readonly payer: string | null
  readonly deniedCents: number
  readonly owner: string | null
  readonly team: string | null
  readonly dueAt: EpochMs
  readonly raisedAt: EpochMs
  readonly snoozedUntil: EpochMs | null
  readonly handledBy: string | null
}

/** Where the rows behind a finding are: a metric, or a list, with its filters. */
export interface EvidenceLink {
  /** Path of the app with its query, `/team?…` or `/worklist?…`. */
  readonly to: string
  readonly label: string
}

/** `GET /v1/findings`: a sentence with its evidence and what could be done. */
export interface Finding {
  /** Stable for the rule and what it is about, so that a dismissal holds. */
  readonly id: string
  readonly rule: string
  readonly action: 'staffing' | 'training' | 'routing' | 'process'
  /** The sentence, in parts; figures are emphasised. */
  readonly sentence: readonly { readonly text: string; readonly figure?: boolean }[]
  /** The numbers it rests on, in words: counts, period, comparison. */
  readonly evidence: string
  readonly advice: string
  readonly from: EpochMs
  readonly to: EpochMs
  /** What orders findings: minutes or cents at stake in a week, in cents where the labour cost is known, else in minutes. */
  readonly weight: number
  readonly link: EvidenceLink
}
