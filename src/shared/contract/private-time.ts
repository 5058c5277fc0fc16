import { z } from 'zod'
import type { EpochMs } from './brands.ts'
import { epochMs, interval, recordSchema } from './fields.ts'
import { HOUR_MS } from '../time.ts'

/** Fixed words: what somebody would type could say more than they want to tell. */
export const privateReasons = ['personal', 'break', 'confidential', 'mistake', 'other'] as const
export type PrivateReason = (typeof privateReasons)[number]

/** Longest time that can be marked at once, ms. */
export const LONGEST_PRIVATE_MS = 24 * HOUR_MS

/** A time that the person marked private. What was recorded in it was taken out. */
export const privateTimeRecordSchema = recordSchema('private_time', {
  ...interval,
  reason: z.enum(privateReasons),
}).refine(({ startedAt, endedAt }) => endedAt - startedAt <= LONGEST_PRIVATE_MS, {
  message: 'longer than 24 hours',
  path: ['endedAt'],
})
export type PrivateTimeRecord = z.infer<typeof privateTimeRecordSchema>

/**
 * Takes the place of a record that was taken out: its seq stays, and nothing of what it said. Sent for a seq that is known, it takes the record out
 * at the endpoint. Its times are those of the private time, not of the record.
 */
export const removedRecordSchema = recordSchema('removed', interval)

export const privateTimeRequestSchema = z.strictObject({
  from: epochMs,
  to: epochMs,
  reason: z.enum(privateReasons),
})
export type PrivateTimeRequest = z.infer<typeof privateTimeRequestSchema>

/** As My Day shows it. */
export interface PrivateTime {
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly reason: PrivateReason
}
