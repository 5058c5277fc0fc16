import { z } from 'zod'
import { cents, count, instant, lengthMs, nullableName } from './answer-fields.ts'
import { denialRow } from './denials.ts'

/** Why a denial has to be looked at now, the most pressing first. */
export const dueKinds = ['appeal', 'corrected_claim', 'first_touch', 'follow_up', 'custom'] as const
export type DueKind = (typeof dueKinds)[number]

/** `overdue`: past due. `at_risk`: within the warning time. `upcoming`: neither. The most pressing first. */
export const dueStatuses = ['overdue', 'at_risk', 'upcoming'] as const
export type DueStatus = (typeof dueStatuses)[number]

/** The most pressing thing that is due on an open denial. */
export const denialDue = z.object({
  kind: z.enum(dueKinds),
  slaId: nullableName.describe('the SLA it comes from; null: a payer deadline, or the denial’s own follow-up day'),
  at: instant,
  status: z.enum(dueStatuses),
})
export type DenialDue = z.output<typeof denialDue>

/** The tenant's own history with a payer and category, with the counts behind it. */
export const recoveryForecast = z.object({
  overturnRate: z
    .number()
    .describe('probability that an appeal is overturned, in [0, 1]; the prior’s weight shrinks as resolved grows'),
  minutes: z.number().describe('of work a denial takes'),
  resolved: count.describe('denials of the payer and category with a known outcome'),
  overturned: count,
  worked: count.describe('denials that the minutes are estimated from'),
})
export type RecoveryForecast = z.output<typeof recoveryForecast>

/** `GET /v1/worklist` */
export const worklistRow = denialRow.extend({
  priority: z.number().describe('cents expected back per minute of work still expected'),
  forecast: recoveryForecast,
  due: denialDue.nullable(),
  touches: count.describe('since receipt, like the following'),
  activeMs: lengthMs,
  firstTouchAt: instant.nullable(),
  lastTouchAt: instant.nullable(),
  people: count.describe('different people who touched it'),
  rechecks: count.describe('repeat status checks'),
  team: nullableName,
})
export type WorklistRow = z.output<typeof worklistRow>

const denialSum = z.object({ count, leftCents: cents })
export type DenialSum = z.output<typeof denialSum>

/** `GET /v1/worklist/summary` */
export const worklistSummary = z.object({
  overdue: denialSum,
  pastPayerDeadline: count.describe(
    'of the overdue: a deadline of the payer has passed; the others missed an in-house target',
  ),
  atRisk: denialSum,
  nearPayerDeadline: count.describe(
    'of those at risk: a deadline of the payer is near; for the others, an in-house target is',
  ),
  open: denialSum.describe('overdue and at risk included'),
  proposed: count.describe('proposed to close: in none of the others'),
})
export type WorklistSummary = z.output<typeof worklistSummary>
