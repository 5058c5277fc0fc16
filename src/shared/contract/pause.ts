import { z } from 'zod'
import type { EpochMs } from './brands.ts'

/** Minutes that recording can be paused for. */
export const pauseLengths = [15, 30, 60] as const
export type PauseMinutes = (typeof pauseLengths)[number]

export const pauseRequestSchema = z.strictObject({ minutes: z.literal(pauseLengths) })
export type PauseRequest = z.infer<typeof pauseRequestSchema>

/** Where pausing stands on a computer. */
export interface PauseStatus {
  /** When recording resumes by itself; null: it is not paused. */
  readonly until: EpochMs | null
  /** The lengths that the policy allows now. */
  readonly choices: readonly PauseMinutes[]
  /** What the policy leaves of today, minutes; null: it sets no limit. */
  readonly minutesLeft: number | null
}
