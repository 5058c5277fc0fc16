import type { BatchAck } from '../../shared/contract/ingest.ts'
import { retentionSchema } from '../../shared/contract/settings.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { revokedDevice, unknownDevice } from '../errors/device-problems.ts'
import type { CheckedBatch } from './check-batch.ts'
import { skewAfter } from './clock-skew.ts'
import { recordedDaysSql, type RecordedDay } from './recorded-days.ts'
import type { Watermark } from './watermark.ts'

/** Who sends; known from the signature, never from the body. */
export interface IngestDevice {
  readonly deviceId: string
}

/** Whose records are being stored. */
export interface Source extends IngestDevice {
  readonly journal: number
  readonly userId: string
  /** The person has other devices too. */
  readonly isOneOfSeveral: boolean
  /** The person entered manual time that ends after the first record of the batch begins. */
  readonly hasManualTime: boolean
}

export interface Progress extends Watermark {
  /** Highest seq that was answered. */
  readonly maxSeq: number
  readonly prunedThrough: number
  /** Seq that the generation begins with. */
  readonly beginsAt: number
}

/** What a batch finds when its turn has come. */
export interface JournalState {
  readonly source: Source
  readonly progress: Progress
  readonly rulesVersion: number
  /** Key of record hashes, base64. */
  readonly recordKey: string
  /** Keys of stored claim tokens, base64. */
  readonly storageKeys: readonly string[]
  /** When the device was enrolled; null for one of a made-up sample, which is older than its device. */
  readonly enrolledAt: number | null
  /** What is stored of the device's days that the batch has records of. */
  readonly recordedDays: readonly RecordedDay[]
  /** Facts that begin before this instant were dropped. */
  readonly factsFrom: number
  readonly retention: NonNullable<BatchAck['retention']>
}

/**
 * Makes batches of one device take turns, and answers where its journal stands. A journal begins with its first batch.
 * @throws HttpProblem 401 `unknown_device`, 403 `revoked`.
 */
export async function lockJournal(
  queries: Queries,
  { deviceId }: IngestDevice,
  { generation, beginsAt, records }: CheckedBatch,
  now: number,
): Promise<JournalState> {
  interface Row extends Progress {
    readonly userId: string
    readonly rulesVersion: number
    readonly recordKey: string
    readonly storageKeys: readonly string[]
    readonly factsFrom: number
    readonly journal: number | null
    readonly isOneOfSeveral: boolean
    readonly hasManualTime: boolean
    readonly enrolledAt: number | null
    readonly recordedDays: readonly RecordedDay[]
    readonly retentionBody: string | null
  }
  const first = records.reduce<number | null>(
    (least, { record }) => Math.min(least ?? record.startedAt, record.startedAt),
    null,
  )
  // The lock is taken by a statement of its own: the next one then sees what the batch before has committed.
  const lock = queries.query<{ revokedAt: number | null }>(
    sql`select revoked_at as "revokedAt" from devices where device_id = ${deviceId} for update`,
  )
  const read = queries.query<Row>(
    sql`select d.user_id as "userId", t.record_key as "recordKey", t.storage_keys as "storageKeys", t.facts_from as "factsFrom", j.journal, j.max_seq as "maxSeq",
        j.pruned_through as "prunedThrough", j.contiguous_seq as "contiguousSeq", j.durable_seq as "durableSeq",
        j.pending_seq as "pendingSeq", j.pending_at as "pendingAt", j.begins_at as "beginsAt",
        (select coalesce(max(r.version), 0)::int from rule_sets r) as "rulesVersion",
        (select s.body from settings s where s.name = 'retention' order by s.version desc limit 1) as "retentionBody",
        (select count(*) > 1 from devices o where o.user_id = d.user_id) as "isOneOfSeveral",
        exists (select 1 from manual_time m where m.user_id = d.user_id and m.ended_at > ${first}::bigint) as "hasManualTime",
        case when not d.sample then d.enrolled_at end as "enrolledAt",
        ${recordedDaysSql(records.map(({ record }) => record))} as "recordedDays"
      from tenant t, devices d
      left join journals j on j.device_id = d.device_id and j.generation = ${generation}
      where d.device_id = ${deviceId}`,
  )
  const [[locked], [row]] = await Promise.all([lock, read])
  if (!locked || !row) throw unknownDevice()
  if (locked.revokedAt !== null) throw revokedDevice()
  const {
    userId,
    rulesVersion,
    recordKey,
    storageKeys,
    factsFrom,
    journal,
    isOneOfSeveral,
    hasManualTime,
    enrolledAt,
    recordedDays,
    retentionBody,
    ...progress
  } = row
  const who = { deviceId, userId, isOneOfSeveral, hasManualTime }
  const { recordsDays, sumsDays } = retentionSchema.parse(retentionBody === null ? {} : JSON.parse(retentionBody))
  const retention = { recordsDays, sumsDays }
  const state = { rulesVersion, recordKey, storageKeys, factsFrom, enrolledAt, recordedDays, retention }
  if (journal !== null) return { ...state, source: { ...who, journal }, progress }
  return {
    ...state,
    source: { ...who, journal: await beginJournal(queries, deviceId, { generation, beginsAt }, now) },
    progress: { maxSeq: 0, prunedThrough: 0, contiguousSeq: 0, durableSeq: 0, pendingSeq: 0, pendingAt: now, beginsAt },
  }
}

async function beginJournal(
  queries: Queries,
  deviceId: string,
  { generation, beginsAt }: Pick<CheckedBatch, 'generation' | 'beginsAt'>,
  now: number,
): Promise<number> {
  const [row] = await queries.query<{ journal: number }>(
    sql`insert into journals (device_id, generation, begins_at, max_seq, contiguous_seq, durable_seq, pending_seq, pending_at, begun_at)
      values (${deviceId}, ${generation}, ${beginsAt}, 0, 0, 0, 0, ${now}, ${now}) returning journal`,
  )
  if (!row) throw new Error('the insert of a journal answered no row')
  return row.journal
}

/** How many records of a batch were new, by what became of them. */
export interface Counted {
  readonly taken: number
  /** Less those that were refused before and are taken now. */
  readonly refused: number
  readonly tooOld: number
  /** Found to be lost, less those that came after all. */
  readonly lost: number
}

export async function saveProgress(
  queries: Queries,
  { journal, deviceId }: Source,
  progress: Omit<Progress, 'prunedThrough' | 'beginsAt'>,
  batch: CheckedBatch,
  counted: Counted,
  clock: { readonly now: number; readonly skewMs: number },
): Promise<void> {
  const { now, skewMs } = clock
  const latestEndedAt = batch.records.reduce<number | null>(
    (latest, { record }) => (record.kind === 'span' ? Math.max(latest ?? 0, record.endedAt) : latest),
    null,
  )
  await queries.query(
    sql`with device as (
        update devices set last_seen_at = ${now}, skew_ms = ${skewAfter(skewMs, now)},
          latest_ended_at = greatest(latest_ended_at, ${latestEndedAt}::bigint)
        where device_id = ${deviceId}
      )
      update journals set max_seq = ${progress.maxSeq}, contiguous_seq = ${progress.contiguousSeq}, durable_seq = ${progress.durableSeq},
        pending_seq = ${progress.pendingSeq}, pending_at = ${progress.pendingAt},
        taken = taken + ${counted.taken}::bigint, refused = refused + ${counted.refused}::bigint,
        too_old = too_old + ${counted.tooOld}::bigint, lost = greatest(0, lost + ${counted.lost}::bigint)
      where journal = ${journal}`,
  )
}

/** When a device was enrolled, epoch ms; null: it is of a made-up sample. @throws HttpProblem when it is not known */
export async function readEnrolledAt(queries: Queries, { deviceId }: IngestDevice): Promise<number | null> {
  const [row] = await queries.query<{ enrolledAt: number | null }>(
    sql`select case when not sample then enrolled_at end as "enrolledAt" from devices where device_id = ${deviceId}`,
  )
  if (!row) throw unknownDevice()
  return row.enrolledAt
}
