import { z } from 'zod'
import { epochMs, fourBytes } from './fields.ts'

const count = fourBytes.min(0)
/** A word from our own code, such as an adapter's name; never text from a window or a person. */
export const healthWord = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
/** Numbers with dots, such as 33.2.1, without a suffix after a dash. */
export const versionNumbers = z.string().regex(/^\d{1,6}(\.\d{1,6}){0,4}$/)

/** Of `UpdateStatus`. */
const updateWord = z.string().regex(/^[a-z_]{1,40}$/)

export const agentStates = ['recording', 'paused', 'not_working_hours', 'notice_due', 'needs_attention'] as const

/** Why an agent will not be heard from: the person or a program ended it, or the computer sleeps or shuts down. */
export const leavingReasons = ['quit', 'suspend', 'shutdown'] as const
export type Leaving = (typeof leavingReasons)[number]

/**
 * `POST /v1/health`: an agent's health as fixed words, counts and instants. Unknown fields are dropped, so that a newer agent can
 * report to an older endpoint. An endpoint without the route answers 404, which the agent ignores.
 */
export const deviceHealthSchema = z.object({
  agentVersion: versionNumbers,
  rulesVersion: count,
  state: z.enum(agentStates),
  /** False while windows are not visible: nothing is recorded then, which does not mean that no work was done. */
  observable: z.boolean(),
  captureAdapter: healthWord,
  idleSource: healthWord,
  journalEncrypted: z.boolean(),
  /** Browsers with a connected companion. */
  companions: z.array(healthWord).max(10),
  lastCaptureAt: epochMs.nullable(),
  /** Records not yet acknowledged. */
  backlog: count,
  /** Records that the endpoint refused for good. */
  quarantined: count,
  /** When records were last found missing on the device. */
  gapFoundAt: epochMs.nullable(),
  /** What became of the release that the endpoint named last. Left out by agents that no package installed. */
  update: z
    .object({ state: updateWord, version: versionNumbers.nullable(), why: updateWord.nullable() })
    .optional()
    .describe('off, current, loading, ready or failed; a later agent may say others'),
  /** The last report before silence says why; left out in all others. */
  leaving: z.enum(leavingReasons).optional(),
})
export type DeviceHealth = z.infer<typeof deviceHealthSchema>
