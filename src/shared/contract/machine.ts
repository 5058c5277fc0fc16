import { z } from 'zod'
import { MINUTE_MS } from '../time.ts'
import { epochMs, FIFTEEN_MINUTES_MS, interval, recordSchema } from './fields.ts'

// Records about the computer rather than the work on it. Neither is used to judge anybody.

const count = z.number().int().min(0).max(10_000_000)

/** Key releases and pointer moves, clicks and scrolls in one UTC minute. Never which key or where. */
export const inputMinuteSchema = z.strictObject({
  minuteStart: epochMs.refine((at) => at % MINUTE_MS === 0, 'expected the start of a minute'),
  keys: count,
  pointer: count,
})
export type InputMinute = z.infer<typeof inputMinuteSchema>

/**
 * Input within 15 minutes of UTC, if the policy counts it. A missing minute had no input or was not counted. Records that share a
 * minute add up.
 */
export const inputCountsRecordSchema = recordSchema('input_counts', {
  /** Start of its first minute. */
  startedAt: epochMs,
  /** End of its last minute. */
  endedAt: epochMs,
  minutes: z.array(inputMinuteSchema).min(1).max(15),
}).refine(
  ({ startedAt, endedAt, minutes }) =>
    minutes.every(
      ({ minuteStart }, index) =>
        minuteStart >= startedAt &&
        minuteStart + MINUTE_MS <= endedAt &&
        Math.floor(minuteStart / FIFTEEN_MINUTES_MS) === Math.floor(startedAt / FIFTEEN_MINUTES_MS) &&
        minuteStart > (minutes[index - 1]?.minuteStart ?? -1),
    ),
  { message: 'expected minutes of one 15-minute interval, in order', path: ['minutes'] },
)

/** Why nothing could be sent: the computer had no network, or the endpoint did not answer. */
export const outageCauses = ['network', 'endpoint'] as const
export type OutageCause = (typeof outageCauses)[number]

/** A connectivity outage, sent once the endpoint is reachable again. */
export const connectivityRecordSchema = recordSchema('connectivity', {
  ...interval,
  state: z.literal('offline'),
  cause: z.enum(outageCauses),
})
