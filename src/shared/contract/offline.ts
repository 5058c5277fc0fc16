import { z } from 'zod'
import type { EpochMs } from './brands.ts'
import { epochMs, interval, intervalMessage, seq, text, token } from './fields.ts'

/** What a biller may have done away from the keyboard. */
export const offlineKinds = ['payer_call', 'meeting', 'paper', 'other'] as const
export type OfflineKind = (typeof offlineKinds)[number]

/** Longest stretch that can be named at once, ms: nobody is in one meeting for longer than a working day. */
export const LONGEST_OFFLINE_MS = 12 * 3_600_000

/**
 * Time that a biller named: what they say, never what was seen. Kept apart from captured time everywhere. It may be changed and taken back:
 * of an `offlineId` the highest revision holds, whatever generation it was sent under.
 */
export const offlineRecordSchema = z
  .strictObject({
    kind: z.literal('offline'),
    seq,
    /** Unique on a device, whatever its generation. */
    offlineId: text,
    revision: z.number().int().min(1),
    offlineKind: z.enum(offlineKinds),
    startedAt: epochMs,
    endedAt: epochMs,
    claimToken: token.nullable(),
    /** Taken back: it counts for nothing. */
    withdrawn: z.boolean(),
  })
  .refine(interval, intervalMessage)
  .refine(({ startedAt, endedAt }) => endedAt - startedAt <= LONGEST_OFFLINE_MS, {
    message: 'longer than twelve hours',
    path: ['endedAt'],
  })
export type OfflineRecord = z.infer<typeof offlineRecordSchema>

/** A stretch as its latest revision has it. */
export interface NamedStretch {
  readonly id: string
  readonly kind: OfflineKind
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly claimToken: string | null
}

/** Time without captured work and without a name. */
export interface Gap {
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  /** What it may have been, the likeliest first. */
  readonly proposals: readonly OfflineProposal[]
}

export interface OfflineProposal {
  readonly kind: OfflineKind
  /** The program that had the focus, as its rule calls it. */
  readonly system: string | null
  /** When it had the focus: in the gap (idle), right before it, right after it. */
  readonly focus: 'during' | 'before' | 'after'
}

/** What the biller's form asks for. The reference becomes a token at once; null: none; left out: as it was. */
export const namingSchema = z.strictObject({
  /** The stretch to change; left out: a new one. */
  id: text.optional(),
  kind: z.enum(offlineKinds),
  from: epochMs,
  to: epochMs,
  reference: z.string().max(100).nullable().optional(),
})
export type Naming = z.infer<typeof namingSchema>
