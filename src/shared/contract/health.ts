import { z } from 'zod'
import type { EpochMs } from './brands.ts'

const epochMs = z.number().int().min(0).max(8_640_000_000_000_000)
const count = z.number().int().min(0)
/** A word of ours, such as the name of an adapter: nothing a window or a person could have put there. */
export const healthWord = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
/** Numbers with dots, such as 33.2.1: what some add after a dash is left out. */
export const versionNumbers = z.string().regex(/^\d{1,6}(\.\d{1,6}){0,4}$/)

export const agentStates = ['recording', 'paused', 'not_working_hours', 'needs_attention'] as const

/**
 * `POST /v1/health`: how the agent on a device is. Only words of a fixed kind, counts and instants. Fields an endpoint does not know are dropped, so
 * that a newer agent can report to an older endpoint; one that has no such route answers 404, which the agent takes.
 */
export const deviceHealthSchema = z.object({
  agentVersion: versionNumbers,
  rulesVersion: count,
  state: z.enum(agentStates),
  /** False while windows cannot be seen: nothing is recorded then, which is not the same as no work. */
  observable: z.boolean(),
  captureAdapter: healthWord,
  idleSource: healthWord,
  journalEncrypted: z.boolean(),
  /** Browsers whose companion is on the line. */
  companions: z.array(healthWord).max(10),
  lastCaptureAt: epochMs.nullable(),
  /** Records not yet acknowledged. */
  backlog: count,
  /** Records the endpoint refused for good. */
  quarantined: count,
  /** When something recorded before was last found missing on the device. */
  gapFoundAt: epochMs.nullable(),
})
export type DeviceHealth = z.infer<typeof deviceHealthSchema>

/** What the endpoint itself sees missing of a device's records. */
export interface DeviceGaps {
  /** Records with a seq under the highest one that never came, over all its journals. */
  readonly missing: number
  /** Records it refused. */
  readonly refused: number
  /** Journals it has sent from: more than one when a journal was lost, restored or copied. */
  readonly journals: number
  /** When it began its present journal. Null: it has sent nothing yet. */
  readonly journalSince: EpochMs | null
}
