import { z } from 'zod'
import { cents, count, instant, nullableName } from './answer-fields.ts'
import { epochMs } from './fields.ts'
import { manualTimeRow, touchRow } from './reports.ts'

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

const texts = z.array(z.string()).readonly()

/**
 * Details that a remittance states of a denial, each a text, a column of denials and a line on the denial's page; null: unknown. What each is.
 * To add one, see docs/architecture.md.
 */
const statedDetailMeanings = {
  claimFilingIndicator: 'CLP06, such as MB',
  procedure: 'SVC01 of the denied line with the largest denied amount, with modifiers, as 99213-25',
  practice: 'the payee (N1*PE) by its NPI or tax id: a billing company works for many',
} as const
export type StatedDetail = keyof typeof statedDetailMeanings
export const statedDetails = Object.keys(statedDetailMeanings) as readonly StatedDetail[]
const statedDetailShape = Object.fromEntries(
  Object.entries(statedDetailMeanings).map(([detail, meaning]) => [detail, nullableName.describe(meaning)]),
) as Record<StatedDetail, typeof nullableName>

/** `GET /v1/denials` */
export const denialRow = z.object({
  id: z.string(),
  claimRef: z.string().describe('PCN (CLP01); 0 or blank identifies nothing'),
  payerClaimRef: z.string().describe('ICN (CLP07)'),
  payer: nullableName,
  kind: z.enum(denialKinds),
  category: z.string().describe('of the first CARC'),
  group: nullableName.describe('group code of the first CARC: CO, PR, OA, PI'),
  carcs: texts.describe('denial CARCs by falling amount'),
  rarcs: texts,
  billedCents: cents,
  paidCents: cents,
  deniedCents: cents,
  state: z.enum(denialStates),
  received: instant.describe('beginning of the remittance’s day in the tenant’s zone'),
  followUpDue: instant
    .nullable()
    .describe('seven calendar days after received, unless a contract rule, a worklist or a person set another'),
  appealDue: instant
    .nullable()
    .describe(
      'the payer’s appeal deadline: beginning of its last day; null until a contract rule, a worklist or a person sets it',
    ),
  owner: nullableName,
  queue: nullableName,
  serviceLine: nullableName,
  provider: nullableName,
  location: nullableName,
  ...statedDetailShape,
  sourceFile: z.string(),
  claimToken: nullableName.describe('links touches to the denial; null when claimRef identifies nothing'),
  balanced: z.boolean().describe('false: the sums of its claim disagree'),
  recoveredCents: cents
    .nullable()
    .describe(
      'the part of deniedCents recovered by payments since, or as a worklist or a person last set it; null: none posted',
    ),
  resolvedAt: instant.nullable().describe('when it was closed; null while it is open'),
  stateSince: instant,
  firstAppealedAt: instant.nullable(),
  reopened: count.describe('how often it was reopened'),
  reassigned: count.describe('how often it went from one owner to another'),
})
export type DenialRow = z.output<typeof denialRow>

/** A payer's first answer to a claim. `contractual`: nothing paid and nothing denied. */
export type ClaimOutcome = 'paid' | 'denied_full' | 'denied_partial' | 'contractual'

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

export const denialEvent = z.object({
  kind: z.enum(denialEventKinds),
  at: instant.describe('when it happened; for a remittance, its day'),
  recordedAt: instant,
  by: z.string().describe('a person, or a rule, as rule contracts/medicare-ffs'),
  sourceFile: nullableName,
  from: nullableName.describe('the state or value before; times are epoch ms as text'),
  to: nullableName,
})
export type DenialEvent = z.output<typeof denialEvent>

/** `GET /v1/denials/{id}` */
export const denialDetail = denialRow.extend({
  events: z.array(denialEvent).readonly(),
  touches: z.array(touchRow).readonly().describe('the latest 1,000 touches on its claim, in order of their start'),
  manualTime: z.array(manualTimeRow).readonly().optional().describe('on its claim; no other number includes it'),
})
export type DenialDetail = z.output<typeof denialDetail>

const label = z.string().trim().min(1).max(200).nullable()
const dueDay = epochMs.nullable()

/** `PATCH /v1/denials/{id}`: omitted fields stay, null clears. */
export const denialChangeSchema = z.strictObject({
  state: z.enum(denialStates).optional(),
  owner: label.optional(),
  queue: label.optional(),
  followUpDue: dueDay.optional(),
  appealDue: dueDay.optional(),
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
