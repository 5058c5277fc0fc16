import { hash } from 'node:crypto'
import type { z } from 'zod'
import { batchSchema, deviceRecordSchema, MAX_BATCH_RECORDS, SCHEMA_VERSION } from '../../shared/contract/ingest.ts'
import type { BatchAck, DeviceRecord, LaterKind } from '../../shared/contract/ingest.ts'
import { problem } from '../errors/problem.ts'
import type { HttpProblem } from '../errors/problem.ts'
import { describeIssue, issueErrors } from '../errors/issues.ts'

/** A record with what recognises it when it comes again. */
export interface HashedRecord<Kind extends DeviceRecord['kind'] = DeviceRecord['kind']> {
  readonly record: Extract<DeviceRecord, { kind: Kind }>
  /** 128 bits of the SHA-256 of its canonical JSON, 32 hex digits. */
  readonly hash: string
}

/** A batch whose every record has been looked at. */
export interface CheckedBatch {
  readonly generation: string
  readonly sentAt: number
  readonly spans: readonly HashedRecord<'span'>[]
  readonly touches: readonly HashedRecord<'touch'>[]
  readonly hiddenTags: readonly HashedRecord<'hidden_tag'>[]
  /** What came to be known later than those. */
  readonly beside: readonly HashedRecord<LaterKind>[]
  readonly rejected: BatchAck['rejected']
  /** Seqs of the accepted records; ascending is not promised. */
  readonly seqs: readonly number[]
  /** Highest seq of the batch, refused records included; 0 when it is empty. */
  readonly lastSeq: number
}

/** The first endpoint spoke 1. */
const OLDEST_VERSION = Math.max(1, SCHEMA_VERSION - 1)

/**
 * Checks the envelope, then each record by itself. No value of the input gets into an error: it might be a title.
 * @throws HttpProblem 400 `bad_batch`, 413 `batch_too_large`, 426 `unsupported_schema`, 409 `fork` when two records of the batch claim the
 * same seq.
 */
export function checkBatch(body: unknown): CheckedBatch {
  const envelope = batchSchema.safeParse(body)
  if (!envelope.success) throw envelopeProblem(envelope.error)
  const { schemaVersion, generation, sentAt, records } = envelope.data
  if (schemaVersion < OLDEST_VERSION || schemaVersion > SCHEMA_VERSION) {
    throw problem(
      426,
      'unsupported_schema',
      `This endpoint speaks schema versions ${OLDEST_VERSION} to ${SCHEMA_VERSION}.`,
    )
  }
  const spans: HashedRecord<'span'>[] = []
  const touches: HashedRecord<'touch'>[] = []
  const hiddenTags: HashedRecord<'hidden_tag'>[] = []
  const beside: HashedRecord<LaterKind>[] = []
  const rejected: BatchAck['rejected'] = []
  const hashes = new Map<number, string>()
  let lastSeq = 0
  for (const candidate of records) {
    lastSeq = Math.max(lastSeq, candidate.seq)
    const parsed = deviceRecordSchema.safeParse(candidate)
    if (!parsed.success) {
      rejected.push({ seq: candidate.seq, code: 'invalid_record', detail: detailOf(parsed.error) })
      continue
    }
    const record = parsed.data
    // A parsed record has its keys in the schema's order: the same record always gives the same text.
    const canonical = JSON.stringify(record)
    if (canonical.includes('\\u0000')) {
      rejected.push({ seq: record.seq, code: 'invalid_record', detail: 'a text with a NUL character cannot be stored' })
      continue
    }
    const recordHash = hash('sha256', canonical, 'hex').slice(0, 32)
    const earlier = hashes.get(record.seq)
    if (earlier === recordHash) continue
    if (earlier !== undefined) throw forkProblem()
    hashes.set(record.seq, recordHash)
    if (record.kind === 'span') spans.push({ record, hash: recordHash })
    else if (record.kind === 'touch') touches.push({ record, hash: recordHash })
    else if (record.kind === 'hidden_tag') hiddenTags.push({ record, hash: recordHash })
    else beside.push({ record, hash: recordHash })
  }
  return { generation, sentAt, spans, touches, hiddenTags, beside, rejected, seqs: [...hashes.keys()], lastSeq }
}

/** 409: this device and generation has given a seq to two different records, as a cloned machine does. It must begin a new generation. */
export function forkProblem(): HttpProblem {
  return problem(
    409,
    'fork',
    'A record with this device, generation and seq but other content is known. Begin a new generation and send again.',
  )
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
