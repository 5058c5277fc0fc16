import { z } from 'zod'
import { epochMs, interval, intervalMessage, FIFTEEN_MINUTES_MS, seq } from './fields.ts'

// What a computer tells of itself, beside the work on it. No judgement is made from either.

const MINUTE_MS = 60_000
const count = z.number().int().min(0).max(10_000_000)

/** How often a key was released and the pointer moved, clicked or scrolled in one minute of UTC. Never which key, never where. */
export const inputMinuteSchema = z.strictObject({
  minuteStart: epochMs.refine((at) => at % MINUTE_MS === 0, 'expected the start of a minute'),
  keys: count,
  pointer: count,
})
export type InputMinute = z.infer<typeof inputMinuteSchema>

/**
 * Input of one UTC quarter hour, where the policy has it counted. A minute that is not in it had no input, or was not counted. Two records
 * may have parts of the same minute: they add up.
 */
export const inputCountsRecordSchema = z
  .strictObject({
    kind: z.literal('input_counts'),
    seq,
    /** Start of its first minute. */
    startedAt: epochMs,
    /** End of its last minute. */
    endedAt: epochMs,
    minutes: z.array(inputMinuteSchema).min(1).max(15),
  })
  .refine(interval, intervalMessage)
  .refine(
    ({ startedAt, endedAt, minutes }) =>
      minutes.every(
        ({ minuteStart }, index) =>
          minuteStart >= startedAt &&
          minuteStart + MINUTE_MS <= endedAt &&
          Math.floor(minuteStart / FIFTEEN_MINUTES_MS) === Math.floor(startedAt / FIFTEEN_MINUTES_MS) &&
          minuteStart > (minutes[index - 1]?.minuteStart ?? -1),
      ),
    { message: 'expected minutes of one quarter hour, in order', path: ['minutes'] },
  )
export type InputCountsRecord = z.infer<typeof inputCountsRecordSchema>

/** Why nothing could be sent: this computer said that it has no network, or the endpoint did not answer. */
export const outageCauses = ['network', 'endpoint'] as const
export type OutageCause = (typeof outageCauses)[number]

/** A stretch in which this computer could not reach the endpoint, told once it can again. */
export const connectivityRecordSchema = z
  .strictObject({
    kind: z.literal('connectivity'),
    seq,
    startedAt: epochMs,
    endedAt: epochMs,
    state: z.literal('offline'),
    cause: z.enum(outageCauses),
  })
  .refine(interval, intervalMessage)
export type ConnectivityRecord = z.infer<typeof connectivityRecordSchema>
