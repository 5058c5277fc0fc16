import { z } from 'zod'
import type { EpochMs } from './brands.ts'
import type { ManualTimeRow, TouchRow } from './reports.ts'

export * from './imports.ts'

export const denialKinds = ['full', 'partial'] as const
export type DenialKind = (typeof denialKinds)[number]

export const denialStates = [
  'new',
  'in_progress',
  'appealed',
  'overturned',
  'upheld',
  'written_off',
  'recovered',
  'reopened',
  'reversed',
] as const
export type DenialState = (typeof denialStates)[number]

/** States with work left. A denial in any other state is closed. */
export const openDenialStates: readonly DenialState[] = ['new', 'in_progress', 'appealed', 'reopened']

/** An appealed denial in one of these states counts as overturned. */
export const wonDenialStates: readonly DenialState[] = ['overturned', 'recovered', 'reversed']

/** The states that people may set from each state. Only a remittance reverses a denial; reopening undoes a reversal that matched the wrong one. */
export const denialTransitions: Readonly<Record<DenialState, readonly DenialState[]>> = {
  new: ['in_progress', 'appealed', 'overturned', 'upheld', 'written_off', 'recovered'],
  in_progress: ['appealed', 'overturned', 'upheld', 'written_off', 'recovered'],
  appealed: ['in_progress', 'overturned', 'upheld', 'written_off', 'recovered'],
  overturned: ['recovered', 'reopened'],
  upheld: ['appealed', 'written_off', 'reopened'],
  written_off: ['reopened'],
  recovered: ['reopened'],
  reopened: ['in_progress', 'appealed', 'overturned', 'upheld', 'written_off', 'recovered'],
  reversed: ['reopened'],
}

/** `GET /v1/denials` */
export interface DenialRow {
  readonly id: string
  /** PCN (CLP01); `0` or blank identifies nothing. */
  readonly claimRef: string
  /** ICN (CLP07) */
  readonly payerClaimRef: string
  /** Null: unknown. */
  readonly payer: string | null
  readonly kind: DenialKind
  /** Of the first CARC. */
  readonly category: string
  /** Group code of the first CARC: CO, PR, OA, PI. */
  readonly group: string | null
  /** Denial CARCs by falling amount. */
  readonly carcs: readonly string[]
  readonly rarcs: readonly string[]
  readonly billedCents: number
  readonly paidCents: number
  readonly deniedCents: number
  readonly state: DenialState
  /** Beginning of the remittance's day in the tenant's zone. */
  readonly received: EpochMs
  /** Seven calendar days after `received`, unless a contract rule, a worklist or a person set another. */
  readonly followUpDue: EpochMs | null
  /** The payer's appeal deadline: the beginning of its last day. Null until a contract rule, a worklist or a person sets it. */
  readonly appealDue: EpochMs | null
  readonly owner: string | null
  readonly queue: string | null
  readonly serviceLine: string | null
  readonly provider: string | null
  readonly location: string | null
  /** SVC01 of the denied line with the largest denied amount: code and modifiers, as `99213-25`. */
  readonly procedure: string | null
  /** The payee (N1*PE) by its NPI or tax id: a billing company works for many. */
  readonly practice: string | null
  readonly sourceFile: string
  /** Links touches to the denial; null when `claimRef` identifies nothing. */
  readonly claimToken: string | null
  /** False: the sums of its claim disagree. */
  readonly balanced: boolean
  /** CLP06, such as MB; null: unknown. */
  readonly claimFilingIndicator: string | null
  /** The part of `deniedCents` recovered by payments since, or as a worklist or a person last set it. Null: none posted. */
  readonly recoveredCents: number | null
  /** When it was closed; null while it is open. */
  readonly resolvedAt: EpochMs | null
  readonly stateSince: EpochMs
  readonly firstAppealedAt: EpochMs | null
  /** How often it was reopened. */
  readonly reopened: number
  /** How often it went from one owner to another. */
  readonly reassigned: number
}

/** A payer's first answer to a claim. `contractual`: nothing paid and nothing denied. */
export const claimOutcomes = ['paid', 'denied_full', 'denied_partial', 'contractual'] as const
export type ClaimOutcome = (typeof claimOutcomes)[number]

/** `received`, a new state, a changed field, or a `payment` on the claim with its cents in `to`. */
export const denialEventKinds = [
  'received',
  ...denialStates.filter((state) => state !== 'new'),
  'owner',
  'queue',
  'follow_up_due',
  'appeal_due',
  'service_line',
  'provider',
  'location',
  'payment',
  'recovered_amount',
] as const
export type DenialEventKind = (typeof denialEventKinds)[number]

export interface DenialEvent {
  readonly kind: DenialEventKind
  /** When it happened; for a remittance, its day. */
  readonly at: EpochMs
  /** When it was recorded here. */
  readonly recordedAt: EpochMs
  /** The author: a person, or a rule, as `rule contracts/medicare-ffs`. */
  readonly by: string
  /** The file it came from; null for a person. */
  readonly sourceFile: string | null
  /** The state or value before; times are epoch ms as text. */
  readonly from: string | null
  readonly to: string | null
}

/** `GET /v1/denials/{id}` */
export interface DenialDetail extends DenialRow {
  readonly events: readonly DenialEvent[]
  /** The latest 1,000 touches on its claim, in order of their start. */
  readonly touches: readonly TouchRow[]
  /** Manual time on its claim; no other number includes it. */
  readonly manualTime?: readonly ManualTimeRow[]
}

const label = z.string().trim().min(1).max(200).nullable()
const instant = z.number().int().min(0).max(8_640_000_000_000_000).nullable()

/** `PATCH /v1/denials/{id}`: omitted fields stay, null clears. */
export const denialChangeSchema = z.strictObject({
  state: z.enum(denialStates).optional(),
  owner: label.optional(),
  queue: label.optional(),
  followUpDue: instant.optional(),
  appealDue: instant.optional(),
  /** Cents, at most what was denied. */
  recoveredCents: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().optional(),
})
export type DenialChange = z.infer<typeof denialChangeSchema>

const claimCount = z.number().int().min(0).max(100_000_000)

/** `PUT /v1/claim-counts`: the billing system's counts by day and payer; the same day and payer replaces them. HFMA CL-1 is clean ÷ accepted. */
export const claimCountsSchema = z.strictObject({
  rows: z
    .array(
      z
        .strictObject({
          day: z.iso.date(),
          payer: z.string().trim().min(1).max(200),
          submitted: claimCount,
          /** Accepted by the claims scrubber. */
          accepted: claimCount,
          /** Passed every edit without manual work. */
          clean: claimCount,
        })
        .refine(({ submitted, accepted }) => accepted <= submitted, {
          message: 'more than submitted',
          path: ['accepted'],
        })
        .refine(({ accepted, clean }) => clean <= accepted, { message: 'more than accepted', path: ['clean'] }),
    )
    .max(10_000),
})
export type ClaimCounts = z.infer<typeof claimCountsSchema>
