import { z } from 'zod'
import { HOUR_MS } from '../time.ts'
import { epochMs, fourBytes, interval, recordSchema, text, token } from './fields.ts'
import type { Interval } from './work.ts'

/** Kinds of manual time: work away from the keyboard. */
export const manualTimeKinds = ['payer_call', 'meeting', 'paper', 'other'] as const
export type ManualTimeKind = (typeof manualTimeKinds)[number]

/** Longest entry, ms: nobody is in one meeting for longer than a working day. */
export const LONGEST_MANUAL_TIME_MS = 12 * HOUR_MS

/**
 * Time that a biller entered, always separate from captured time. It can be changed and withdrawn: the highest revision of a
 * `manualTimeId` counts, in any generation.
 */
export const manualTimeRecordSchema = recordSchema('manual_time', {
  /** Unique on a device across generations. */
  manualTimeId: text,
  revision: fourBytes.min(1),
  manualTimeKind: z.enum(manualTimeKinds),
  ...interval,
  claimToken: token.nullable(),
  /** A withdrawn entry counts for nothing. */
  withdrawn: z.boolean(),
}).refine(({ startedAt, endedAt }) => endedAt - startedAt <= LONGEST_MANUAL_TIME_MS, {
  message: 'longer than 12 hours',
  path: ['endedAt'],
})
export type ManualTimeRecord = z.infer<typeof manualTimeRecordSchema>

/** Manual time by its latest revision. */
export interface ManualTimeEntry extends Interval {
  readonly id: string
  readonly kind: ManualTimeKind
  readonly claimToken: string | null
}

/** Time without captured work and without manual time. */
export interface Gap extends Interval {
  /** Suggested kinds, the most likely first. */
  readonly proposals: readonly ManualTimeProposal[]
}

export interface ManualTimeProposal {
  readonly kind: ManualTimeKind
  /** The focused program, by its rule's name. */
  readonly system: string | null
  /** When it had the focus: during the gap (idle), just before it, or just after it. */
  readonly focus: 'during' | 'before' | 'after'
}

/** Input of the biller's form. The reference becomes a token at once; null: none; absent: unchanged. */
export const namingSchema = z.strictObject({
  /** The entry to change; absent: a new one. */
  id: text.optional(),
  kind: z.enum(manualTimeKinds),
  from: epochMs,
  to: epochMs,
  reference: z.string().max(100).nullable().optional(),
})
export type Naming = z.infer<typeof namingSchema>
