import { z } from 'zod'
import { denialEventKinds, denialKinds, denialStates } from '../../shared/contract/denials.ts'
import { page, touch } from './answers.ts'

// What the routes of denials answer, for the OpenAPI document. The types are in shared/contract/denials.ts.

const cents = z.number().int()
const count = z.number().int()
const instant = z.number().int().describe('epoch ms')
const name = z.string().nullable()

export const denialRow = z.object({
  id: z.string(),
  claimRef: z.string().describe('CLP01'),
  payerClaimRef: z.string().describe('CLP07'),
  payer: name,
  kind: z.enum(denialKinds),
  category: z.string(),
  group: name,
  carcs: z.array(z.string()).readonly(),
  rarcs: z.array(z.string()).readonly(),
  billedCents: cents,
  paidCents: cents,
  deniedCents: cents,
  state: z.enum(denialStates),
  received: instant,
  followUpDue: instant.nullable(),
  appealDue: instant.nullable(),
  owner: name,
  queue: name,
  serviceLine: name,
  provider: name,
  location: name,
  sourceFile: z.string(),
  denialToken: name,
  balanced: z.boolean(),
})
export const denials = page(denialRow)

export const denial = denialRow.extend({
  events: z
    .array(
      z.object({
        kind: z.enum(denialEventKinds),
        at: instant,
        recordedAt: instant,
        by: z.string(),
        sourceFile: name,
        from: name,
        to: name,
      }),
    )
    .readonly(),
  touches: z.array(touch).readonly(),
})

export const importedFile = z.object({
  name: z.string(),
  status: z.enum(['imported', 'duplicate', 'refused']),
  error: name,
  claims: count,
  full: count,
  partial: count,
  reversals: count,
  imbalances: count,
  added: count,
  known: count,
  updated: count,
  unmatchedReversals: count,
  deniedCents: cents,
  findings: z
    .array(
      z.object({
        kind: z.enum(['claim_imbalance', 'line_imbalance', 'payment_imbalance', 'unmatched_reversal']),
        claimRef: name,
        payerClaimRef: name,
        serviceLine: count.nullable(),
        expectedCents: cents.nullable(),
        paidCents: cents.nullable(),
        segment: count,
        line: count,
      }),
    )
    .readonly(),
})
