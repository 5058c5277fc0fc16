import type { z } from 'zod'
import {
  batchSchema,
  deviceRecordSchema,
  MAX_BATCH_RECORDS,
  SCHEMA_VERSION,
  type BatchAck,
  type DeviceRecord,
} from '../../shared/contract/ingest.ts'
import { compareVersions } from '../../shared/versions.ts'
import { FIRST_MONTH, LAST_MONTH } from '../database/months.ts'
import { describeIssue, issueErrors } from '../errors/issues.ts'
import { problem, type HttpProblem } from '../errors/problem.ts'

/** A record with its canonical JSON: the same record always has the same text. */
export interface CheckedRecord {
  readonly record: DeviceRecord
  readonly canonical: string
}

/** A batch whose every record has been checked. */
export interface CheckedBatch {
  readonly generation: string
  readonly sentAt: number
  /** Lowest seq that the device still holds: whatever is missing below it is lost. */
  readonly oldestHeld: number
  /** Seq that the generation begins with: nothing is missing below it. */
  readonly beginsAt: number
  /** Accepted records, each seq once; ascending is not promised. */
  readonly records: readonly CheckedRecord[]
  readonly rejected: readonly (BatchAck['rejected'][number] & { readonly canonical: string })[]
  /** Of accepted and of refused records. */
  readonly seqs: readonly number[]
  /** Highest of these; 0 when there is none. */
  readonly lastSeq: number
}

const OLDEST_VERSION = Math.max(1, SCHEMA_VERSION - 1)

/** Who sends, and to whom: an agent that is newer than this endpoint may know more of a record. */
export interface BatchVersions {
  /** As the request says; undefined: an agent from before it said so. */
  readonly agent: string | undefined
  readonly endpoint: string
}

/**
 * Checks the envelope, then each record by itself. Errors never quote the input: it might be a window title.
 * @throws HttpProblem 400 `bad_batch`, 413 `batch_too_large`, 426 `unsupported_schema` also where a newer agent sends a field or kind that is not
 * known here: it keeps its records until this endpoint is updated, 409 `fork` when two different records of the batch have
 * the same seq.
 */
export function checkBatch(body: unknown, versions?: BatchVersions): CheckedBatch {
  const envelope = batchSchema.safeParse(body)
  if (!envelope.success) throw envelopeProblem(envelope.error)
  const { schemaVersion, generation, sentAt, records: candidates } = envelope.data
  const { beginsAt = 1 } = envelope.data
  const oldestHeld = Math.max(beginsAt, envelope.data.oldestHeld ?? 1)
  if (schemaVersion < OLDEST_VERSION || schemaVersion > SCHEMA_VERSION) {
    throw problem(
      426,
      'unsupported_schema',
      `This endpoint speaks schema versions ${OLDEST_VERSION} to ${SCHEMA_VERSION}.`,
    )
  }
  const records = new Map<number, CheckedRecord>()
  const rejected: CheckedBatch['rejected'][number][] = []
  let lastSeq = 0
  const isFromLater = versions?.agent !== undefined && compareVersions(versions.agent, versions.endpoint) > 0
  for (const candidate of candidates) {
    const { seq } = candidate
    lastSeq = Math.max(lastSeq, seq)
    const parsed = deviceRecordSchema.safeParse(candidate)
    if (!parsed.success && isFromLater && isOfLater(candidate, parsed.error)) throw laterProblem()
    // A parsed record has its keys in the schema's order.
    const canonical = parsed.success ? JSON.stringify(parsed.data) : asText(candidate)
    const detail = parsed.success ? unstorable(parsed.data, canonical) : detailOf(parsed.error)
    if (!parsed.success || detail !== null) {
      rejected.push({ seq, code: 'invalid_record', detail: detail ?? '', canonical })
      continue
    }
    const earlier = records.get(seq)
    if (earlier !== undefined && earlier.canonical !== canonical) throw forkProblem()
    records.set(seq, { record: parsed.data, canonical })
  }
  const seqs = [...records.keys(), ...rejected.map(({ seq }) => seq)]
  const known = { seqs, lastSeq, oldestHeld, beginsAt }
  return { generation, sentAt, records: [...records.values()], rejected, ...known }
}

/** Whether nothing is wrong with a record but fields, or the kind, that this endpoint does not know. */
function isOfLater(candidate: object, { issues }: z.ZodError): boolean {
  // One that is a seq alone stands for a record that the agent has set aside.
  if (!('kind' in candidate) || typeof candidate.kind !== 'string') return false
  return issues.every(
    ({ code, path }) => code === 'unrecognized_keys' || (code === 'invalid_union' && path.join('/') === 'kind'),
  )
}

function laterProblem(): HttpProblem {
  return problem(
    426,
    'unsupported_schema',
    'The agent is newer than this endpoint and records what it does not know. Update the endpoint; the agent keeps its records until then.',
  )
}

/** A refused record may be nested deeper than can be written: it is told from others by its seq alone. */
function asText(candidate: unknown): string {
  try {
    return JSON.stringify(candidate)
  } catch {
    return ''
  }
}

/** 409: this device and generation gave a seq to two different records, as a cloned machine does. It must begin a new generation. */
export function forkProblem(): HttpProblem {
  return problem(
    409,
    'fork',
    'A record with this device, generation and seq but other content is known. Begin a new generation and send again.',
  )
}

/** A NUL character in JSON, and not a backslash with five characters after it. */
const NUL_IN_JSON = /(?<!\\)(?:\\\\)*\\u0000/

/** Why the database cannot store a valid record; null where it can. */
function unstorable({ startedAt }: DeviceRecord, canonical: string): string | null {
  if (NUL_IN_JSON.test(canonical)) return 'a text with a NUL character cannot be stored'
  if (startedAt < FIRST_MONTH.from || startedAt >= LAST_MONTH.to) return 'startedAt: expected a year from 1970 to 2099'
  return null
}

function envelopeProblem(error: z.ZodError): HttpProblem {
  const tooMany = error.issues.some((issue) => issue.code === 'too_big' && issue.path.join('/') === 'records')
  if (tooMany) {
    return problem(413, 'batch_too_large', `A batch holds at most ${MAX_BATCH_RECORDS} records.`)
  }
  return problem(400, 'bad_batch', 'The batch does not have the expected shape.', { errors: issueErrors(error.issues) })
}

function detailOf(error: z.ZodError): string {
  return error.issues.slice(0, 5).map(describeIssue).join('; ')
}
