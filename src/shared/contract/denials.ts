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

/** States in which there is work left. A reversal that names no denial closes the latest one in such a state. */
export const openDenialStates: readonly DenialState[] = ['new', 'in_progress', 'appealed', 'reopened']

/** Where people may take a denial from each state. Only a remittance reverses one; a reversal that met the wrong denial is undone by reopening it. */
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
  /** CLP01; `0` or blank identifies nothing. */
  readonly claimRef: string
  /** CLP07 */
  readonly payerClaimRef: string
  /** Null: the file names none. */
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
  /** Seven calendar days after `received`, unless a contract rule, a worklist or a person says otherwise. */
  readonly followUpDue: EpochMs | null
  /** The beginning of the last day in time. Null until a contract rule, a worklist or a person says: appeal limits are contract data. */
  readonly appealDue: EpochMs | null
  readonly owner: string | null
  readonly queue: string | null
  readonly serviceLine: string | null
  readonly provider: string | null
  readonly location: string | null
  readonly sourceFile: string
  /** What touches are joined by; null when `claimRef` identifies nothing. */
  readonly claimToken: string | null
  /** False: the sums of its claim do not agree. */
  readonly balanced: boolean
  /** CLP06, such as MB; null: no remittance says. */
  readonly plan: string | null
  /** What came back of `deniedCents`: by payments since, or as a worklist or a person last said. Null while nobody has. */
  readonly recoveredCents: number | null
  /** When it came to the closed state it is in; null while it is open. */
  readonly resolvedAt: EpochMs | null
  readonly stateSince: EpochMs
  readonly firstAppealedAt: EpochMs | null
  /** Times it was opened again. */
  readonly reopened: number
  /** Times it went from one owner to another. */
  readonly reassigned: number
}

/** `GET /v1/metrics/{id}/rows`: the denials a metric counts, with what each adds to it. */
export interface MetricDenialRow extends DenialRow {
  readonly numerator: number
  readonly denominator: number
}

/** How a payer first answered a claim. `contractual`: nothing paid, nothing denied. */
export const claimOutcomes = ['paid', 'denied_full', 'denied_partial', 'contractual'] as const
export type ClaimOutcome = (typeof claimOutcomes)[number]

/**
 * What happened to a denial: it came, its state changed (the kind is the new state), one of its fields did, or a `payment` on its claim
 * came, with its cents in `to`.
 */
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
  /** When it happened; of a remittance, its day. */
  readonly at: EpochMs
  /** When it was written here. */
  readonly recordedAt: EpochMs
  /** Who wrote it: a person, or a rule, as `rule contracts/medicare-ffs`. */
  readonly by: string
  /** The file that says so; null for a person. */
  readonly sourceFile: string | null
  /** State or value before; times in epoch ms as text. */
  readonly from: string | null
  readonly to: string | null
}

/** `GET /v1/denials/{id}`: the work on one denial. */
export interface DenialDetail extends DenialRow {
  readonly events: readonly DenialEvent[]
  /** The latest 1,000 touches of anybody on its claim, in order of their start. */
  readonly touches: readonly TouchRow[]
  /** What people named as work on its claim away from the keyboard; in no other number. Left out by older endpoints. */
  readonly manualTime?: readonly ManualTimeRow[]
}

const label = z.string().trim().min(1).max(200).nullable()
const instant = z.number().int().min(0).max(8_640_000_000_000_000).nullable()

/** `PATCH /v1/denials/{id}`: what is left out stays, null clears. */
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

/**
 * `PUT /v1/claim-counts`: what the billing system counted on a day for a payer; the same day and payer again replaces it. HFMA CL-1 is
 * clean ÷ accepted.
 */
export const claimCountsSchema = z.strictObject({
  rows: z
    .array(
      z
        .strictObject({
          day: z.iso.date(),
          payer: z.string().trim().min(1).max(200),
          /** Handed in. */
          submitted: claimCount,
          /** Taken by the claims tool. */
          accepted: claimCount,
          /** Passed every edit without a hand on them. */
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
