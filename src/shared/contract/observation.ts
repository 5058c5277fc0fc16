import { z } from 'zod'

const at = { t: z.number(), mono: z.number() }

/**
 * One observation by capture. `app` null: the desktop has the focus. `title` and `url` may hold patient data: they exist only in
 * memory and in replay files, which are test data.
 */
export const windowObservationSchema = z.object({
  ...at,
  app: z.string().nullable(),
  title: z.string().nullable(),
  url: z.string().nullable().optional(),
  /** What a companion found in the element of the page that a rule names. May hold patient data, like the title. */
  field: z.string().nullable().optional(),
  /** Time since the last input, ms. */
  idleMs: z.number().min(0),
  locked: z.boolean(),
})

export const presenceEvents = ['lock', 'unlock', 'suspend', 'resume', 'shutdown'] as const

export const presenceEventSchema = z.object({ ...at, event: z.enum(presenceEvents) })

/** The biller begins or ends work on a claim. `claimRef` exists only in memory and in replay files. */
export const claimEventSchema = z.discriminatedUnion('event', [
  z.object({ ...at, event: z.literal('claim_started'), claimRef: z.string().regex(/[\p{L}\p{N}]/u, 'names no claim') }),
  z.object({ ...at, event: z.literal('claim_done') }),
])

/** A program begins or stops using the microphone. `app` as in window observations. */
export const callEventSchema = z.object({
  ...at,
  event: z.enum(['call_started', 'call_ended']),
  app: z.string().min(1),
})

export const observationSchema = z.union([
  presenceEventSchema,
  claimEventSchema,
  callEventSchema,
  windowObservationSchema,
])

export type WindowObservation = z.infer<typeof windowObservationSchema>
export type PresenceEvent = z.infer<typeof presenceEventSchema>
export type ClaimEvent = z.infer<typeof claimEventSchema>
export type CallEvent = z.infer<typeof callEventSchema>
/** One line of a replay file, and the output of capture. */
export type Observation = WindowObservation | PresenceEvent | ClaimEvent | CallEvent
