import { z } from 'zod'
import { cents, count, instant, lengthMs, nullableName } from './answer-fields.ts'
import { epochMs } from './fields.ts'
import { manualTimeRow, touchRow } from './reports.ts'
import { hiddenKinds } from './work.ts'

export * from './imports.ts'

export const denialKinds = ['full', 'partial'] as const
export type DenialKind = (typeof denialKinds)[number]

export const denialStates = [
  'new',
  'in_progress',
  'corrected_claim_sent',
  'appealed',
  'payer_responded',
  'overturned',
  'upheld',
  'recovered',
  'written_off',
  'patient_responsibility',
  'reversed',
  'voided',
  'reopened',
] as const
export type DenialState = (typeof denialStates)[number]

/** States with work left. */
export const openDenialStates: readonly DenialState[] = [
  'new',
  'in_progress',
  'corrected_claim_sent',
  'appealed',
  'payer_responded',
  'reopened',
]

/** States in which nothing is left to do. A `reversed` denial is neither open nor closed: it waits for the payer's correction. */
export const closedDenialStates: readonly DenialState[] = [
  'overturned',
  'upheld',
  'recovered',
  'written_off',
  'patient_responsibility',
  'voided',
]

/** States in which the payer has paid after all. */
export const wonDenialStates: readonly DenialState[] = ['overturned', 'recovered']

const working: readonly DenialState[] = ['in_progress', 'corrected_claim_sent', 'appealed', 'payer_responded']

/** The states that people may set from each state. Only a remittance reverses a denial; reopening undoes a reversal that matched the wrong one. */
export const denialTransitions: Readonly<Record<DenialState, readonly DenialState[]>> = {
  new: [...working, ...closedDenialStates],
  in_progress: [...working.filter((state) => state !== 'in_progress'), ...closedDenialStates],
  corrected_claim_sent: [...working.filter((state) => state !== 'corrected_claim_sent'), ...closedDenialStates],
  appealed: [...working.filter((state) => state !== 'appealed'), ...closedDenialStates],
  payer_responded: [...working.filter((state) => state !== 'payer_responded'), ...closedDenialStates],
  overturned: ['recovered', 'reopened'],
  upheld: ['corrected_claim_sent', 'appealed', 'written_off', 'patient_responsibility', 'reopened'],
  recovered: ['reopened'],
  written_off: ['reopened'],
  patient_responsibility: ['written_off', 'reopened'],
  reversed: ['reopened', ...closedDenialStates],
  voided: ['reopened'],
  reopened: [...working, ...closedDenialStates],
}

/** Levels of appeal in their order; `external`: by an external reviewer. */
export const appealLevels = ['1', '2', 'external'] as const
export type AppealLevel = (typeof appealLevels)[number]

/** The level after one; the last has none. */
export const nextAppealLevel = (level: AppealLevel): AppealLevel =>
  appealLevels[appealLevels.indexOf(level) + 1] ?? 'external'

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
  leftCents: cents.describe(
    'what is left: deniedCents until the first answer, then what the latest answer denies; payments reduce it',
  ),
  state: z.enum(denialStates),
  proposedState: z
    .enum(denialStates)
    .nullable()
    .describe('nothing is left, and a person is to close it so (settings closing); null: not proposed'),
  appealLevel: z.enum(appealLevels).nullable().describe('of the latest appeal; null: never appealed'),
  received: instant.describe('beginning of the remittance’s day in the tenant’s zone'),
  followUpDue: instant
    .nullable()
    .describe('seven calendar days after received, unless a contract rule, a worklist or a person set another'),
  appealDue: instant
    .nullable()
    .describe(
      'the payer’s appeal deadline: beginning of its last day; null until a contract rule, a worklist or a person sets it',
    ),
  nextAppealDue: instant
    .nullable()
    .describe('the payer’s deadline for the next appeal level, after a decision that upheld; null: none is known'),
  correctedClaimDue: instant.nullable().describe('the payer’s deadline for a corrected claim; null: none is known'),
  owner: nullableName,
  queue: nullableName,
  serviceLine: nullableName,
  provider: nullableName,
  location: nullableName,
  ...statedDetailShape,
  sourceFile: z.string(),
  test: z.boolean().describe('the file is test data (ISA15 T)'),
  claimToken: nullableName.describe('links touches to the denial; null when claimRef identifies nothing'),
  balanced: z.boolean().describe('false: the sums of its claim disagree'),
  recoveredCents: cents
    .nullable()
    .describe(
      'the part of deniedCents that came on top of what the denying remittance paid, or as a worklist or a person last set it; null: none posted',
    ),
  resolvedAt: instant
    .nullable()
    .describe('when it was closed, or reversed; null while it is open. Another closed state keeps it'),
  stateSince: instant,
  firstAppealedAt: instant.nullable(),
  reopened: count.describe('how often it was reopened'),
  reassigned: count.describe('how often it went from one owner to another'),
})
export type DenialRow = z.output<typeof denialRow>

/** `GET /v1/undecided-codes` */
export const undecidedCode = z.object({
  carc: z.string().describe('in no list; place it in the settings carcPlacing'),
  claims: count.describe('claims on file that have it'),
})

/** Fewer characters of a claim number than these are all of it, never the first of one: they would be those of half the file. */
export const FEWEST_FIRST_CHARACTERS = 3

/** A claim that `GET /v1/claims/search` found. */
export const claimHit = z.object({
  claimRef: z.string(),
  payerClaimRef: z.string().describe('the ICN that was found, which may be that of a later answer; else the claim’s'),
  matched: z.enum(['claimRef', 'payerClaimRef']).describe('the number that was found'),
  payer: nullableName,
  received: instant.describe('of the denial; without one, of the latest remittance'),
  denial: z
    .object({
      id: z.string(),
      state: z.enum(denialStates),
      proposedState: z.enum(denialStates).nullable(),
      leftCents: cents,
    })
    .nullable()
    .describe('null: there is no denial on the claim'),
  paidCents: cents.nullable().describe('by the latest remittance, where there is no denial; else null'),
})
export type ClaimHit = z.output<typeof claimHit>

/** `GET /v1/claims/search` */
export const claimSearch = z.object({
  rows: z.array(claimHit).readonly(),
  more: z.boolean().describe('there are more than these'),
})
export type ClaimSearch = z.output<typeof claimSearch>

/** A payer's first answer to a claim. `contractual`: nothing paid and nothing denied. */
export type ClaimOutcome = 'paid' | 'denied_full' | 'denied_partial' | 'contractual'

/**
 * `received`, a new state, a changed field, a `payment` on the claim with its cents in `to`, an `answer` of the payer with the cents that it denies,
 * or `closing_proposed` with the proposed state.
 */
export const denialEventKinds = [
  'received',
  ...denialStates.filter((state) => state !== 'new'),
  'owner',
  'queue',
  'follow_up_due',
  'appeal_due',
  'corrected_claim_due',
  'service_line',
  'provider',
  'location',
  'appeal_level',
  'payment',
  'answer',
  'closing_proposed',
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
  reason: nullableName.describe('why, in the words of the person'),
})
export type DenialEvent = z.output<typeof denialEvent>

/** The payer's first decision on an appeal level. A later write-off or payment does not move it. */
export const appealDecision = z.object({
  level: z.enum(appealLevels),
  at: instant,
  outcome: z.enum(['overturned', 'upheld']).describe('a partial overturn is overturned'),
})
export type AppealDecision = z.output<typeof appealDecision>

/** A touch with what was done in it. Time of it that the claim's number was not seen in comes to the touch that it follows. */
export const denialTouch = touchRow.extend({
  activities: z
    .array(z.object({ activity: nullableName, system: nullableName, ms: lengthMs }))
    .readonly()
    .describe('by activity and system, the longest first'),
  seenMs: lengthMs.describe('the claim’s number was in the window'),
  statedMs: lengthMs.describe('the biller said so'),
  inferredMs: lengthMs.describe('carried over from the work just before'),
  hiddenKinds: z.array(z.enum(hiddenKinds)).readonly(),
})
export type DenialTouch = z.output<typeof denialTouch>

/** `GET /v1/denials/{id}` */
export const denialDetail = denialRow.extend({
  appealDecisions: z.array(appealDecision).readonly(),
  events: z.array(denialEvent).readonly(),
  touches: z.array(denialTouch).readonly().describe('the latest 1,000 touches on its claim, in order of their start'),
  manualTime: z.array(manualTimeRow).readonly().optional().describe('on its claim; no other number includes it'),
})
export type DenialDetail = z.output<typeof denialDetail>

const label = z.string().trim().min(1).max(200).nullable()
const dueDay = epochMs.nullable()

/** `PATCH /v1/denials/{id}`: omitted fields stay, null clears. */
export const denialChangeSchema = z.strictObject({
  state: z.enum(denialStates).optional(),
  /** Of the appeal that `state` says, or of the current one; without it an appeal is of level 1, then of the next. 1 and 2 are numbers or texts. */
  appealLevel: z
    .union([z.literal(1), z.literal(2), z.enum(appealLevels)])
    .transform((level) => String(level) as AppealLevel)
    .optional(),
  /** Why; kept with each change. */
  reason: z.string().trim().min(1).max(1000).optional(),
  owner: label.optional(),
  queue: label.optional(),
  followUpDue: dueDay.optional(),
  appealDue: dueDay.optional(),
  correctedClaimDue: dueDay.optional(),
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
