import { z } from 'zod'
import {
  denialEventKinds,
  denialKinds,
  denialStates,
  importJobStates,
  worklistFields,
} from '../../shared/contract/denials.ts'
import { manualTimeRow, page, touch } from './answers.ts'

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
  claimToken: name,
  balanced: z.boolean(),
  plan: name.describe('CLP06'),
  recoveredCents: cents.nullable(),
  resolvedAt: instant.nullable(),
  stateSince: instant,
  firstAppealedAt: instant.nullable(),
  reopened: count,
  reassigned: count,
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
  manualTime: z.array(manualTimeRow).readonly().optional(),
})

const counts = z.object({
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
})

const outcome = counts.extend({
  name: z.string(),
  status: z.enum(['imported', 'duplicate', 'refused']),
  error: name,
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

export const importedFile = outcome

const format = z.enum(['835', 'worklist'])
const place = { row: count, line: count }
export const importPreview = outcome.extend({
  format,
  columns: z.array(z.object({ field: z.enum(worklistFields), header: z.string() })).readonly(),
  unusedHeaders: z.array(z.string()).readonly(),
  rows: z
    .array(
      z.object({
        ...place,
        values: z.partialRecord(z.enum(worklistFields), z.union([z.string(), z.number()])).readonly(),
      }),
    )
    .readonly(),
  faults: z.array(z.object({ ...place, column: name, detail: z.string() })).readonly(),
})

export const imports = page(
  counts.extend({ id: z.string(), name: z.string(), format, importedAt: instant, importedBy: z.string() }),
)

export const importJob = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(importJobStates),
  bytes: count,
  totalBytes: count.nullable(),
  claims: count,
  startedAt: instant,
})
