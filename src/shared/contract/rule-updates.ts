import { z } from 'zod'
import { ruleSchema } from './ruleset.ts'

/**
 * `changed`, `added`, `withdrawn`: what a newer version of the product says of a rule that nobody here has changed.
 * `kept`: both have changed it, and the own one stays.
 */
export const ruleUpdate = z.object({
  kind: z.enum(['changed', 'added', 'withdrawn', 'kept']),
  pack: z.string().nullable().describe('the portal, EHR or program that the rule names'),
  before: ruleSchema.nullable().describe('the rule in force; null: there is none'),
  after: ruleSchema.nullable().describe('as it would be published; null: it would go'),
  follows: z
    .string()
    .nullable()
    .describe('of an added rule: the id of the rule that it comes behind; null: it comes first'),
})
export type RuleUpdate = z.output<typeof ruleUpdate>
