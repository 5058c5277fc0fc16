import { z } from 'zod'
import { count, instant } from './answer-fields.ts'
import { ruleSetSchema } from './ruleset.ts'

/** What two admins decide, as soon as there are two: what reads claim references, what counts input, and what keeps people's privacy. */
export const touchedPartNames = ['claim_references', 'counts', 'privacy', 'one_admin'] as const
/** `one_admin`: that one admin is enough. */
export type TouchedPart = (typeof touchedPartNames)[number]

/** A publication that waits for another admin. There is one at a time. */
export const proposalSchema = z.object({
  id: z.string(),
  touches: z.array(z.enum(touchedPartNames)).readonly(),
  baseVersion: count.describe('of the rules, or of the settings `publishing`, that it was made from'),
  restored: count.nullable().describe('the earlier version of the rules that it publishes again'),
  rules: ruleSetSchema.nullable().describe('null: it is that one admin is enough (settings `publishing`)'),
  proposedAt: instant,
  proposedBy: z.string(),
  isOwn: z.boolean().describe('of whoever asks: they can withdraw it, and not approve it'),
})
export type Proposal = z.output<typeof proposalSchema>

/** `GET /v1/rules/proposal` */
export const waitingProposal = z.object({
  needsSecondAdmin: z.boolean().describe('whether what whoever asks publishes of these parts waits for another admin'),
  proposal: proposalSchema.nullable(),
})

/** `POST /v1/rules/proposal/approve`. The id says what was looked at: another proposal may have taken its place. */
export const approvalSchema = z.strictObject({ id: z.string().min(1).max(100) })

export const approvedSchema = z.object({
  version: count.describe('of the rules, or of the settings `publishing`, that is in force now'),
})
