import { z } from 'zod'
import { DAY_MS } from '../time.ts'
import { annotationRecordSchema } from './annotation.ts'
import {
  epochMs,
  fourBytes,
  interval,
  isWithinQuarterHour,
  namedSeq,
  recordSchema,
  seq,
  text,
  token,
} from './fields.ts'
import { connectivityRecordSchema, inputCountsRecordSchema } from './machine.ts'
import { manualTimeRecordSchema } from './manual-time.ts'
import { privateTimeRecordSchema, removedRecordSchema } from './private-time.ts'
import { ratings, systemKinds } from './ruleset.ts'
import { attributions, deviceHiddenKinds, presences } from './work.ts'

/** Header by which an agent says its version with each request. An endpoint that is older holds what it does not know, in place of refusing it. */
export const AGENT_VERSION_HEADER = 'x-agent-version'

/** The endpoint accepts this version and the one before it. */
export const SCHEMA_VERSION = 1
/** Most records in one batch. */
export const MAX_BATCH_RECORDS = 500
/**
 * A record whose seq is more than this above the highest known one is refused. A computer makes a few thousand records a day and sends them in
 * order: an honest gap, after an endpoint was restored, is a small part of it.
 */
export const SEQ_REACH = 1_000_000
/** Longest touch, ms: a break of `touchGapMs` ends one, and the longest counts in 4 bytes. */
export const LONGEST_TOUCH_MS = 24 * DAY_MS
export { FIFTEEN_MINUTES_MS } from './fields.ts'

/** A closed span. Carries the raw device time; crosses no UTC quarter hour. */
export const spanRecordSchema = recordSchema('span', {
  ...interval,
  presence: z.enum(presences),
  activity: text.nullable(),
  rating: z.enum(ratings).nullable(),
  system: text.nullable(),
  systemKind: z.enum(systemKinds).nullable(),
  payer: text.nullable(),
  app: text.nullable(),
  ruleId: text.nullable(),
  ruleSetVersion: fourBytes.min(0),
  claimToken: token.nullable(),
  /** The claim that the time is attributed to. Left out by agents that do not attribute, and where there is none. */
  attributedToken: token.nullable().optional(),
  attribution: z.enum(attributions).nullable().optional(),
  /** The window shows another computer, of which nothing inside is known. Left out elsewhere, and by agents older than this field. */
  remote: z.boolean().optional(),
  /** The claim number stood in an element of the page. For the person whose record it is: the endpoint does not keep it. */
  claimFrom: z.literal('field').optional(),
  /** A program used the microphone. Left out elsewhere, and by agents older than this field. */
  call: z.boolean().optional(),
}).refine(isWithinQuarterHour, { message: 'a span must not cross a UTC quarter hour', path: ['endedAt'] })

/** The state of a touch after its latest span. Open touches are revised: the highest revision of a touchId wins. */
export const touchRecordSchema = recordSchema('touch', {
  /** Unique in a device and generation. */
  touchId: text,
  revision: fourBytes.min(1),
  claimToken: token,
  ...interval,
  activeMs: z.number().int().min(1).max(LONGEST_TOUCH_MS),
  spanCount: fourBytes.min(1),
}).refine(({ startedAt, endedAt }) => endedAt - startedAt <= LONGEST_TOUCH_MS, {
  message: 'longer than 24 days',
  path: ['endedAt'],
})

/**
 * One span tagged as hidden work. A hidden-work record (`hiddenId`) is the sum of its tags. It repeats the span's times and payer so
 * that it can be counted whichever of the two arrives first.
 */
export const hiddenTagRecordSchema = recordSchema('hidden_tag', {
  hiddenId: text,
  hiddenKind: z.enum(deviceHiddenKinds),
  /** `seq` of the tagged span, of the same device and generation. */
  spanSeq: seq,
  ...interval,
  payer: text.nullable(),
  system: text.nullable(),
  claimToken: token.nullable(),
}).refine(isWithinQuarterHour, { message: 'a tagged span must not cross a UTC quarter hour', path: ['endedAt'] })

export const deviceRecordSchema = z.discriminatedUnion('kind', [
  spanRecordSchema,
  touchRecordSchema,
  hiddenTagRecordSchema,
  manualTimeRecordSchema,
  inputCountsRecordSchema,
  connectivityRecordSchema,
  privateTimeRecordSchema,
  removedRecordSchema,
  annotationRecordSchema,
])
export type SpanRecord = z.infer<typeof spanRecordSchema>
export type TouchRecord = z.infer<typeof touchRecordSchema>
export type HiddenTagRecord = z.infer<typeof hiddenTagRecordSchema>
export type DeviceRecord = z.infer<typeof deviceRecordSchema>

/** Kinds that the first endpoints did not know. An agent makes them once an acknowledgement names them in `takes`. */
export const laterKinds = [
  'manual_time',
  'input_counts',
  'connectivity',
  'private_time',
  'removed',
  'annotation',
] as const satisfies DeviceRecord['kind'][]
export type LaterKind = (typeof laterKinds)[number]

/**
 * `POST /v1/batches`. Tenant and device come from the request's signature, never from here. Records are checked one by one
 * by `deviceRecordSchema`: a bad one is rejected by its seq and never blocks the others.
 */
export const batchSchema = z.strictObject({
  schemaVersion: fourBytes.min(0),
  /** Random per creation of a local database. */
  generation: z.string().regex(/^[0-9a-f]{16,64}$/, 'a generation is 16 to 64 hex digits'),
  /** Device wall clock at this attempt. */
  sentAt: epochMs,
  /** Lowest seq that the device still holds under this generation; nothing below it will come. Absent: 1. */
  oldestHeld: seq.optional(),
  /** Seq that this generation begins with: what lies below went out under an earlier one. Absent: 1. */
  beginsAt: seq.optional(),
  records: z.array(z.looseObject({ seq: namedSeq })).max(MAX_BATCH_RECORDS),
})
export type Batch = Omit<z.infer<typeof batchSchema>, 'records'> & {
  records: readonly (DeviceRecord | WithheldRecord)[]
}
/** Stands for a record that cannot be delivered. The endpoint refuses it and so knows that its seq is no gap. */
export interface WithheldRecord {
  readonly seq: number
  readonly kind?: undefined
}

/** Answered only after commit. */
export const batchAckSchema = z.object({
  /** Highest seq of this batch that need not be sent again (0: none yet). */
  ackedThrough: z.number().int().min(0),
  rejected: z.array(z.object({ seq: namedSeq, code: z.string(), detail: z.string() })),
  /**
   * Highest seq without a gap below it that is stored. When it falls, the endpoint was restored from an older state: whatever was acknowledged above
   * it has to be sent again.
   */
  storedThrough: z.number().int().min(0).optional(),
  /** Highest seq without a gap below it that survives a loss of the endpoint. */
  durableThrough: z.number().int().min(0),
  rulesVersion: z.number().int().min(0),
  policyVersion: z.number().int().min(0),
  /** Somebody has a team panel open that shows this device's person: what is recorded is wanted soon. Left out: nobody has. */
  watched: z.boolean().optional(),
  /** How many days the endpoint keeps records, and their sums, for the person to read. Left out by an older endpoint. */
  retention: z.object({ recordsDays: z.number().int(), sumsDays: z.number().int() }).optional(),
  serverTime: epochMs,
  /** Kinds of records it takes beside spans, touches and hidden tags. Left out by an endpoint that takes no others. */
  takes: z.array(z.string()).optional(),
})
export type BatchAck = z.infer<typeof batchAckSchema>

/** Most characters of a person's name as it is shown: the name, and the e-mail address where somebody else has the name. */
const LONGEST_SHOWN_NAME = 400

const accountPart = z
  .string()
  .trim()
  .min(1)
  .max(254)
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'has characters that cannot be seen')

/** The account of the operating system that the agent runs under, as that system names it. Nobody has checked it. */
export const systemAccountSchema = z.strictObject({
  user: accountPart,
  /** Windows' NetBIOS or DNS domain, or the directory's. Left out: an account of the computer alone. */
  domain: accountPart.optional(),
  /** The user principal name, or the e-mail address that the computer's management states. */
  address: accountPart.optional(),
})
export type SystemAccount = z.infer<typeof systemAccountSchema>

export const enrollmentRequestSchema = z.strictObject({
  code: z.string().min(8).max(100).describe('an enrollment code, or the enrollment key of a site'),
  /** Raw Ed25519 public key, base64url without padding (32 bytes). */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes in base64url'),
  platform: z.string().min(1).max(40),
  agentVersion: z.string().min(1).max(40),
  /** Whom the device was enrolled for before: it is theirs again where the code names nobody and nobody here has the name. */
  userName: z.string().min(1).max(LONGEST_SHOWN_NAME).optional(),
  account: systemAccountSchema.optional().describe('goes with the key of a site'),
})
export type EnrollmentRequest = z.infer<typeof enrollmentRequestSchema>

export const enrollmentAnswerSchema = z.object({
  tenantId: z.string(),
  deviceId: z.string(),
  userId: z.string(),
  userName: z.string(),
  /** The person's e-mail address, which tells two people of one name apart. Left out where none is known, and by older endpoints. */
  email: z.string().optional(),
  /** Key for claim tokens, base64; kept sealed by the device. */
  tokenKey: z.string(),
  /** Public key of the endpoint's signature on rules, Ed25519, base64url; pinned by the device. */
  rulesKey: z.string(),
  rules: z.unknown(),
})
export type EnrollmentAnswer = z.infer<typeof enrollmentAnswerSchema>
