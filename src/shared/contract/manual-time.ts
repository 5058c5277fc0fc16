import { z } from 'zod'
import type { EpochMs } from './brands.ts'
import { epochMs, interval, intervalMessage, seq, text, token } from './fields.ts'

/** What a biller may have done away from the keyboard. */
export const manualTimeKinds = ['payer_call', 'meeting', 'paper', 'other'] as const
export type ManualTimeKind = (typeof manualTimeKinds)[number]

/** Longest stretch that can be named at once, ms: nobody is in one meeting for longer than a working day. */
export const LONGEST_MANUAL_TIME_MS = 12 * 3_600_000

/**
 * Time that a biller named: what they say, never what was seen. Kept apart from captured time everywhere. It may be changed and taken back:
 * of an `manualTimeId` the highest revision holds, whatever generation it was sent under.
 */
export const manualTimeRecordSchema = z
  .strictObject({
    kind: z.literal('manual_time'),
    seq,
    /** Unique on a device, whatever its generation. */
    manualTimeId: text,
    revision: z.number().int().min(1),
    manualTimeKind: z.enum(manualTimeKinds),
    startedAt: epochMs,
    endedAt: epochMs,
    claimToken: token.nullable(),
    /** Taken back: it counts for nothing. */
    withdrawn: z.boolean(),
  })
  .refine(interval, intervalMessage)
  .refine(({ startedAt, endedAt }) => endedAt - startedAt <= LONGEST_MANUAL_TIME_MS, {
    message: 'longer than twelve hours',
    path: ['endedAt'],
  })
export type ManualTimeRecord = z.infer<typeof manualTimeRecordSchema>

/** A stretch as its latest revision has it. */
export interface ManualTimeEntry {
  readonly id: string
  readonly kind: ManualTimeKind
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly claimToken: string | null
}

/** Time without captured work and without a name. */
export interface Gap {
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  /** What it may have been, the likeliest first. */
  readonly proposals: readonly ManualTimeProposal[]
}

export interface ManualTimeProposal {
  readonly kind: ManualTimeKind
  /** The program that had the focus, as its rule calls it. */
  readonly system: string | null
  /** When it had the focus: in the gap (idle), right before it, right after it. */
  readonly focus: 'during' | 'before' | 'after'
}

/** What the biller's form asks for. The reference becomes a token at once; null: none; left out: as it was. */
export const namingSchema = z.strictObject({
  /** The stretch to change; left out: a new one. */
  id: text.optional(),
  kind: z.enum(manualTimeKinds),
  from: epochMs,
  to: epochMs,
  reference: z.string().max(100).nullable().optional(),
})
export type Naming = z.infer<typeof namingSchema>
