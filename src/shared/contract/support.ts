import { z } from 'zod'
import { epochMs } from './fields.ts'
import { deviceHealthSchema, versionNumbers as numbers } from './health.ts'
import { policySchema } from './ruleset.ts'

const count = z.number().int().min(0)

/** All event codes of an agent in a support bundle. */
export const supportEventCodes = [
  'started',
  'not_enrolled',
  'enrolled',
  /** A second start stated a code: it is tried, or the device is enrolled already. */
  'code_taken',
  'code_not_needed',
  'recording',
  'rules_taken',
  'rules_refused',
  'windows_lost',
  'windows_seen',
  'journal_fault',
  'gap_found',
  'new_generation',
  'key_changed',
  'paused',
  'resumed',
  'notice_acknowledged',
  'sending_held',
  'sending_failed',
  'sending_resumed',
  /** Windows are polled while the helper program is dead; then it is heard again. */
  'windows_polled',
  'windows_heard',
  'stopped',
  /** After an error that nothing caught; then it starts again, or does not because it crashed too often. */
  'crashed',
  'restarting',
  'gave_up',
  /** Another version was installed over this one, or could not be. */
  'update_ready',
  'update_failed',
] as const
export type SupportEventCode = (typeof supportEventCodes)[number]

/** The code or the class of an error; never its message. */
export const errorWordSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/)
/** Files of the program with line and column. */
export const frameSchema = z.string().regex(/^[\w.-]{1,60}:\d{1,7}:\d{1,7}$/)

export const supportEventSchema = z.strictObject({
  at: epochMs,
  code: z.enum(supportEventCodes),
  /** Of the agent that started, or of the rules. */
  version: numbers.optional(),
  error: errorWordSchema.optional(),
  where: z.array(frameSchema).max(10).optional(),
})
export type SupportEvent = z.infer<typeof supportEventSchema>

/**
 * A support bundle: versions, numbers, counts, instants and fixed words. No field takes free text, so it cannot hold a title,
 * address, name, token or claim.
 */
export const supportBundleSchema = z.strictObject({
  format: z.literal(1),
  madeAt: epochMs,
  versions: z.strictObject({
    agent: numbers,
    electron: numbers.nullable(),
    node: numbers,
    batchSchema: count,
    journalSchema: count,
    platform: z.enum(['linux', 'darwin', 'win32', 'other']),
    arch: z.enum(['x64', 'arm64', 'other']),
    system: numbers.nullable(),
  }),
  health: z.strictObject(deviceHealthSchema.shape),
  /** Without its part `privacy`, which has free text. */
  policy: policySchema.omit({ privacy: true }).nullable(),
  rules: z.strictObject({
    version: count,
    all: count,
    enabled: count,
    byTitle: count,
    byHost: count,
    remote: count,
    /** Rules whose `claimRef` could read titles. */
    ignoredClaimRefs: count,
    waitingVersion: count.nullable(),
    refused: z.boolean(),
  }),
  sending: z.strictObject({
    lastSyncAt: epochMs.nullable(),
    skewMs: z.number().int().nullable(),
    heldBy: z
      .enum(['revoked', 'unknown_device', 'bad_signature', 'unsupported_schema', 'fork', 'too_large', 'other'])
      .nullable(),
    failingSince: epochMs.nullable(),
  }),
  process: z.strictObject({ upSeconds: count, memoryMegabytes: count }),
  /** Of this run and of those before, as far as the log has them; oldest first. */
  events: z.array(supportEventSchema).max(1000),
})
export type SupportBundle = z.infer<typeof supportBundleSchema>
