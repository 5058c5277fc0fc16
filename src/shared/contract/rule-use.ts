import { z } from 'zod'
import { count, instant, lengthMs } from './answer-fields.ts'

/** Whole days that the use of rules is counted over. Today is left out: what somebody does just now cannot be read off the sums. */
export const RULE_USE_DAYS = 14

/** Recorded time by rule, without persons. Time at the keyboard and on calls; rules that matched only idle time have none. */
export const ruleUse = z.object({
  from: instant,
  to: instant.describe('the beginning of today, in the tenant’s zone'),
  totalMs: lengthMs,
  unnamedMs: lengthMs.describe('of windows that no rule names'),
  privateMs: lengthMs.describe('of private windows, of which no rule is kept'),
  rules: z
    .array(z.object({ ruleId: z.string(), activeMs: lengthMs, people: count.describe('how many people') }))
    .readonly()
    .describe('rules that matched at all, the most time first; without time: only while the person was idle'),
})
export type RuleUse = z.output<typeof ruleUse>
export type UsedRule = RuleUse['rules'][number]
