import { hash } from 'node:crypto'
import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import { DAY_MS } from '../../shared/time.ts'
import { plainArray } from '../database/arrays.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import { readValue, type Queries } from '../database/database.ts'
import { received } from '../database/schema/facts.ts'
import { hexOf, literal, sql, type Sql } from '../database/sql.ts'
import { type CheckedBatch, type CheckedRecord, forkProblem } from './check-batch.ts'

// A row of `received` for each run of seqs that were answered makes ingest idempotent and gaps visible, and knows records of dropped months too.

/** Seqs in one row at most: with more, PostgreSQL would move the hashes out of the row. */
const RUN_SEQS = 100
/** Hex digits of a hash. */
const HASH_DIGITS = 32

/** How a record was answered. `removed`: what it stood for was taken out. */
type Answered = 'taken' | 'rejected' | 'removed'
const answeredAs = (kind: DeviceRecord['kind'] | 'rejected'): Answered =>
  kind === 'rejected' || kind === 'removed' ? kind : 'taken'

/** A seq that was answered. */
export interface Received {
  readonly seq: number
  readonly hash: string
  readonly state: Answered
}

/** A row: consecutive seqs that were answered alike on one day. */
interface Run {
  readonly firstSeq: number
  readonly receivedDay: number
  readonly state: Answered
  /** In the order of the seqs, hex digits. */
  readonly hashes: string
}

/** What of a batch is new: records to store, and seqs that were refused for the first time. */
export interface News {
  readonly records: readonly DeviceRecord[]
  readonly received: readonly Received[]
  /** Seqs of those received that were refused before. */
  readonly retaken: ReadonlySet<number>
  readonly refused: number
  /** Records that take the place of others: what these stored has to go. */
  readonly removed: readonly DeviceRecord[]
}

const sizeOf = ({ hashes }: Run): number => hashes.length / HASH_DIGITS
export const seqsOf = ({ firstSeq, state, hashes }: Run): readonly Received[] =>
  Array.from({ length: hashes.length / HASH_DIGITS }, (_, index) => ({
    ...{ seq: firstSeq + index, state },
    hash: hashes.slice(index * HASH_DIGITS, (index + 1) * HASH_DIGITS),
  }))

/** How many seqs a row has, and the seq after them. */
const SEQS = sql`octet_length(hashes) / ${literal(HASH_DIGITS / 2)}`
const PAST = sql`(first_seq::bigint + ${SEQS})`
/** Condition: a row of a journal has seqs from a seq on. Rows that begin far below it cannot, so that the index finds the others. */
const reachesTo = (journal: number, from: number): Sql =>
  sql`journal = ${journal}::int and first_seq > ${from - RUN_SEQS}::bigint and ${PAST} > ${from}::bigint`

/** The runs with those seqs of a batch that were answered before. */
export async function knownRuns(
  queries: Queries,
  journal: number,
  { seqs }: Pick<CheckedBatch, 'seqs'>,
): Promise<readonly Run[]> {
  return queries.query<Run>(
    sql`select first_seq as "firstSeq", received_day as "receivedDay", state, ${hexOf(sql`hashes`)} as hashes from received
      where ${reachesTo(journal, Math.min(...seqs))} and first_seq <= ${Math.max(...seqs)}::bigint`,
  )
}

/**
 * Separates new records from known ones.
 * @param prunedThrough seqs up to it count as known: their rows were deleted
 * @param recordKey base64 key of the hashes, so that a row cannot confirm a guess about a record
 * @throws HttpProblem 409 `fork` when a known seq has other content
 */
export function findNews(batch: CheckedBatch, known: readonly Run[], prunedThrough: number, recordKey: string): News {
  // SHA-256 of key and record, cut to half: as hard to extend or to guess as an HMAC, and a third of its cost.
  const hashOf = (canonical: string) => hash('sha256', recordKey + canonical, 'hex').slice(0, HASH_DIGITS)
  const rowOf = (canonical: string, row: Omit<Received, 'hash'>): Received => ({ ...row, hash: hashOf(canonical) })
  const bySeq = new Map(known.flatMap(seqsOf).map((row) => [row.seq, row]))
  const isNew = ({ record, canonical }: CheckedRecord) => {
    const before = bySeq.get(record.seq)
    // A record that was refused is taken once it is valid: this endpoint may be newer.
    if (before === undefined || before.state === 'rejected') return record.seq > prunedThrough
    // What was taken out stays so, whoever sends it again.
    if (before.state === 'removed' || record.kind === 'removed') return false
    if (before.hash !== hashOf(canonical)) throw forkProblem()
    return false
  }
  const fresh = batch.records.filter(isNew)
  const removed = batch.records.filter(
    ({ record }) => record.kind === 'removed' && bySeq.get(record.seq)?.state !== 'removed',
  )
  const replacing = removed.filter((one) => bySeq.has(one.record.seq) && !fresh.includes(one))
  const taken = new Set(batch.records.map(({ record }) => record.seq))
  const refused = new Map(
    batch.rejected
      .filter(({ seq }) => seq > prunedThrough && !bySeq.has(seq) && !taken.has(seq))
      .map(({ seq, canonical }) => [seq, canonical]),
  )
  return {
    records: fresh.map(({ record }) => record),
    received: [
      ...[...fresh, ...replacing].map(({ record: { seq, kind }, canonical }) =>
        rowOf(canonical, { seq, state: answeredAs(kind) }),
      ),
      ...[...refused].map(([seq, canonical]) => rowOf(canonical, { seq, state: 'rejected' })),
    ],
    retaken: new Set(fresh.map(({ record }) => record.seq).filter((seq) => bySeq.has(seq))),
    removed: removed.map(({ record }) => record),
    refused: refused.size,
  }
}

/** The day of `received.received_day` that an instant lies in. @param at epoch ms */
export const dayNumber = (at: number): number => Math.floor(at / DAY_MS)

/** Stores seqs that were answered; they take the place of what is known of the same. @param known the runs that {@link knownRuns} found */
export async function storeReceived(
  queries: Queries,
  journal: number,
  rows: readonly Received[],
  known: readonly Run[],
  now: number,
): Promise<void> {
  if (rows.length === 0) return
  const seqs = new Set(rows.map(({ seq }) => seq))
  const opened = known.filter((run) => seqsOf(run).some(({ seq }) => seqs.has(seq)))
  const kept = opened.flatMap((run) =>
    seqsOf(run).flatMap((row) => (seqs.has(row.seq) ? [] : [{ ...row, receivedDay: run.receivedDay }])),
  )
  const today = dayNumber(now)
  // Given at once, run in this order.
  await Promise.all([
    opened.length > 0 &&
      queries.query(
        sql`delete from received where journal = ${journal}::int
          and first_seq = any(${plainArray(opened.map(({ firstSeq }) => firstSeq))}::int[])`,
      ),
    queries.query(insertReceived(received, journal, [...kept, ...rows.map((row) => ({ ...row, receivedDay: today }))])),
  ])
}

type DatedReceived = Received & Pick<Run, 'receivedDay'>

/** `insert …` of seqs in runs. @param table `received`, or one like it */
export function insertReceived(table: typeof received, journal: number, rows: readonly DatedReceived[]): Sql {
  const runs = runsOf(rows).map((run) => ({ ...run, hashes: Buffer.from(run.hashes, 'hex') }))
  return bulkInsert(table, ['firstSeq', 'receivedDay', 'state', 'hashes'], runs, { journal })
}

function runsOf(rows: readonly DatedReceived[]): readonly Run[] {
  const runs: Run[] = []
  for (const { seq, hash: added, state, receivedDay } of rows.toSorted((one, other) => one.seq - other.seq)) {
    const last = runs.at(-1)
    const goesOn =
      last?.state === state &&
      last.receivedDay === receivedDay &&
      sizeOf(last) < RUN_SEQS &&
      last.firstSeq + sizeOf(last) === seq
    if (goesOn) runs[runs.length - 1] = { ...last, hashes: last.hashes + added }
    else runs.push({ firstSeq: seq, receivedDay, state, hashes: added })
  }
  return runs
}

/** The end of the run of received seqs that begins after `from`; `from` itself where the next seq is missing. */
export async function endOfReceivedRun(queries: Queries, journal: number, from: number): Promise<number> {
  const end = await readValue<number>(
    queries,
    sql`select past - 1 from (
        select ${PAST} as past, lead(first_seq) over rows as next, first_value(first_seq) over rows as first
        from received where ${reachesTo(journal, from + 1)}
        window rows as (order by first_seq)
      ) ahead
      where first <= ${from}::bigint + 1 and next is distinct from past
      order by past limit 1`,
  )
  return end ?? from
}

/** How many seqs of a journal were answered between two seqs, both left out. */
export async function countReceived(queries: Queries, journal: number, after: number, before: number): Promise<number> {
  const count = await readValue<number>(
    queries,
    sql`select sum(least(${PAST}, ${before}::bigint) - greatest(first_seq, ${after}::bigint + 1))::bigint from received
      where ${reachesTo(journal, after + 1)} and first_seq < ${before}::bigint`,
  )
  return count ?? 0
}

/**
 * Forgets the rows of a journal whose seqs are all durable and from days before; these seqs count as known from then on.
 * @param day of `received_day`: rows from it on stay
 * @returns how many seqs were forgotten
 */
export async function forgetReceived(queries: Queries, journal: number, day: number): Promise<number> {
  const forgotten = await readValue<number>(
    queries,
    sql`with aged as (
        update journals j set pruned_through = least(j.durable_seq, coalesce((
            select min(r.first_seq) - 1 from received r where r.journal = j.journal and r.received_day >= ${day}::int
          ), j.durable_seq))
        where j.journal = ${journal}::int
        returning j.pruned_through
      ), pruned as (
        delete from received using aged where journal = ${journal}::int and ${PAST} - 1 <= aged.pruned_through
        returning ${SEQS} as seqs
      )
      select sum(seqs)::bigint from pruned`,
  )
  return forgotten ?? 0
}
