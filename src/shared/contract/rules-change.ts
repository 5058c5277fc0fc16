import { z } from 'zod'
import { epochMs } from './fields.ts'

const count = z.number().int().min(0)
const policyValue = z.union([z.number(), z.boolean(), z.string()])

/** Before the activity in the name of a policy value: its idle threshold. */
export const IDLE_OF_ACTIVITY = 'idleAfterMsByActivity/'

/** A change of the rules that an agent follows, for the person it records: counts and policy values, no names and no patterns. */
export const rulesChangeSchema = z.object({
  at: epochMs,
  version: count,
  /** Rules and types of remote windows. */
  added: count,
  changed: count,
  removed: count,
  /** Those that stayed are in another order; the first match wins. */
  reordered: z.boolean(),
  policy: z.array(z.object({ name: z.string(), before: policyValue, after: policyValue })),
})
export type RulesChange = z.infer<typeof rulesChangeSchema>
