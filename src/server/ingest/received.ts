import { hash } from 'node:crypto'
import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import { plainArray } from '../database/arrays.ts'
import { readValue, type Queries } from '../database/database.ts'
import { received } from '../database/schema/facts.ts'
import { sql } from '../database/sql.ts'
import { type CheckedBatch, type CheckedRecord, forkProblem } from './check-batch.ts'

// A row of `received` for each seq that was answered makes ingest idempotent and gaps visible, and knows records of dropped months too.

/** A row to be stored. */
export interface Received {
  readonly seq: number
  readonly hash: string
  readonly kind: DeviceRecord['kind'] | 'rejected'
  readonly startedAt: number | null
}

/** What of a batch is new: records to store, and seqs that were refused for the first time. */
export interface News {
  readonly records: readonly DeviceRecord[]
  readonly received: readonly Received[]
  /** Seqs of those received that were refused before. */
  readonly retaken: ReadonlySet<number>
  /** Rows of some of the received are there already. */
  readonly replaces: boolean
  readonly refused: number
  /** Records that take the place of others: what these stored has to go. */
  readonly removed: readonly DeviceRecord[]
}

interface Known {
  readonly seq: number
  readonly hash: string
  readonly kind: string
}

/** Rows for those seqs of a batch that were answered before. */
export async function knownSeqs(queries: Queries, journal: number, batch: CheckedBatch): Promise<readonly Known[]> {
  return queries.query<Known>(
    sql`select seq, replace(hash::text, '-', '') as hash, kind from received
      where journal = ${journal}::int and seq = any(${plainArray(batch.seqs)}::bigint[])`,
  )
}

/**
 * Separates new records from known ones.
 * @param prunedThrough seqs up to it count as known: their rows were deleted
 * @param recordKey base64 key of the hashes, so that a row cannot confirm a guess about a record
 * @throws HttpProblem 409 `fork` when a known seq has other content
 */
export function findNews(batch: CheckedBatch, known: readonly Known[], prunedThrough: number, recordKey: string): News {
  // SHA-256 of key and record, cut to half: as hard to extend or to guess as an HMAC, and a third of its cost.
  const hashOf = (canonical: string) => hash('sha256', recordKey + canonical, 'hex').slice(0, 32)
  const rowOf = (canonical: string, row: Omit<Received, 'hash'>): Received => ({ ...row, hash: hashOf(canonical) })
  const bySeq = new Map(known.map((row) => [row.seq, row]))
  const isNew = ({ record, canonical }: CheckedRecord) => {
    const before = bySeq.get(record.seq)
    // A record that was refused is taken once it is valid: this endpoint may be newer.
    if (before === undefined || before.kind === 'rejected') return record.seq > prunedThrough
    // What was taken out stays so, whoever sends it again.
    if (before.kind === 'removed' || record.kind === 'removed') return false
    if (before.hash !== hashOf(canonical)) throw forkProblem()
    return false
  }
  const fresh = batch.records.filter(isNew)
  const removed = batch.records.filter(
    ({ record }) => record.kind === 'removed' && bySeq.get(record.seq)?.kind !== 'removed',
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
      ...[...fresh, ...replacing].map(({ record: { seq, kind, startedAt }, canonical }) =>
        rowOf(canonical, { seq, kind, startedAt }),
      ),
      ...[...refused].map(([seq, canonical]) => rowOf(canonical, { seq, kind: 'rejected', startedAt: null })),
    ],
    retaken: new Set(fresh.map(({ record }) => record.seq).filter((seq) => bySeq.has(seq))),
    replaces: replacing.length > 0 || known.some(({ kind }) => kind === 'rejected'),
    removed: removed.map(({ record }) => record),
    refused: refused.size,
  }
}

export async function storeReceived(
  queries: Queries,
  journal: number,
  { received: rows, replaces }: Pick<News, 'received' | 'replaces'>,
  now: number,
): Promise<void> {
  if (rows.length === 0) return
  const insert = bulkInsert(received, ['seq', 'hash', 'kind', 'startedAt'], rows, { journal, receivedAt: now })
  // Looking for conflicts takes time for each row, and the batches of a device take turns.
  const replace = sql`on conflict (journal, seq)
    do update set hash = excluded.hash, kind = excluded.kind, started_at = excluded.started_at, received_at = excluded.received_at`
  await queries.query(replaces ? sql`${insert} ${replace}` : insert)
}

/** The end of the run of received seqs that begins after `from`; `from` itself where the next seq is missing. */
export async function endOfReceivedRun(queries: Queries, journal: number, from: number): Promise<number> {
  // Scalar subqueries keep each lookup a lookup: PostgreSQL may turn `exists` into a pass over the whole journal.
  const end = await readValue<number>(
    queries,
    sql`select case when (select true from received n where n.journal = ${journal}::int and n.seq = ${from}::bigint + 1 limit 1) then (
        select r.seq from received r
        where r.journal = ${journal}::int and r.seq > ${from}::bigint
          and (select true from received n where n.journal = r.journal and n.seq = r.seq + 1 limit 1) is null
        order by r.seq limit 1
      ) end`,
  )
  return end ?? from
}
