import { laterKinds } from '../../shared/contract/ingest.ts'
import type { BatchAck } from '../../shared/contract/ingest.ts'
import type { Database, Queries } from '../database/database.ts'
import { queueClaims } from '../claim-activity/dirty-claims.ts'
import { problem } from '../errors/problem.ts'
import { forkProblem } from './check-batch.ts'
import type { CheckedBatch } from './check-batch.ts'
import { numberArray } from '../database/arrays.ts'
import { besideTables, storeBeside } from './store-later-kinds.ts'
import { storeHiddenTags } from './store-hidden.ts'
import { storeSpans } from './store-spans.ts'
import type { Source } from './store-spans.ts'
import { storeTouches } from './store-touches.ts'
import { storeUnfolded } from './store-pending.ts'
import { advanceWatermark } from './watermark.ts'
import type { Watermark } from './watermark.ts'

/** Who sends; known from the signature, never from the body. */
export interface IngestDevice {
  readonly tenantId: string
  readonly deviceId: string
}

/**
 * Stores a batch and answers after the commit. Sending it again, in whole or in part and in any order, changes nothing.
 * @param now the endpoint's clock, epoch ms.
 * @throws HttpProblem 409 `fork` when a known seq comes with other content: then nothing of the batch is stored.
 */
export async function ingestBatch(
  database: Database,
  device: IngestDevice,
  batch: CheckedBatch,
  now: number,
): Promise<BatchAck> {
  return database.transaction(async (queries) => {
    const state = await lockDevice(queries, device, batch.generation)
    const source: Source = { ...device, generation: batch.generation, userId: state.userId }
    // Above the highest stored seq nothing can be known; a device that sends in order never pays for the look.
    const anyKnown = state.watermark !== null && batch.seqs.some((seq) => seq <= (state.watermark?.maxSeq ?? 0))
    const known = anyKnown ? await knownHashes(queries, source, batch.seqs) : new Map<number, string>()
    const watermark = advanceWatermark(state.watermark, batch.lastSeq, now, database.kind)
    const spans = withoutKnown(batch.spans, known)
    const touches = withoutKnown(batch.touches, known)
    const hiddenTags = withoutKnown(batch.hiddenTags, known)
    const beside = withoutKnown(batch.beside, known)
    // Given at once, run in this order: round trips, not rows, are what a small batch costs.
    await Promise.all([
      storeSpans(queries, source, spans),
      storeTouches(queries, source, touches),
      storeHiddenTags(queries, source, hiddenTags),
      storeBeside(queries, source, beside),
      storeUnfolded(
        queries,
        source,
        [...spans, ...hiddenTags].map(({ record }) => record.seq),
      ),
      queueClaims(queries, source.tenantId, [
        ...spans.flatMap(({ record }) => (record.presence === 'active' ? [record.claimToken] : [])),
        ...touches.map(({ record }) => record.claimToken),
      ]),
      saveProgress(queries, source, watermark, batch, now, {
        taken: batch.seqs.filter((seq) => !known.has(seq)).length,
        // One that is sent again was counted when it came first.
        refused: batch.rejected.filter(({ seq }) => seq > (state.watermark?.maxSeq ?? 0)).length,
      }),
    ])
    return {
      ackedThrough: batch.lastSeq,
      rejected: batch.rejected,
      durableThrough: watermark.durableSeq,
      rulesVersion: state.rulesVersion,
      // The policy is part of the rule set.
      policyVersion: state.rulesVersion,
      serverTime: now,
      takes: [...laterKinds],
    }
  })
}

interface DeviceState {
  readonly userId: string
  readonly rulesVersion: number
  readonly watermark: Watermark | null
}

/** Makes batches of one device take turns. */
async function lockDevice(queries: Queries, device: IngestDevice, generation: string): Promise<DeviceState> {
  interface Row {
    userId: string
    rulesVersion: number
    maxSeq: number | null
    durableSeq: number
    pendingSeq: number
    pendingAt: number
  }
  // The lock is taken by a statement of its own: the next one then sees what the batch before has committed.
  const lock = queries.query<{ revokedAt: number | null }>(
    'select revoked_at as "revokedAt" from devices where tenant_id = $1 and device_id = $2 for update',
    [device.tenantId, device.deviceId],
  )
  const read = queries.query<Row>(
    `select d.user_id as "userId", e.max_seq as "maxSeq", e.durable_seq as "durableSeq", e.pending_seq as "pendingSeq",
       e.pending_at as "pendingAt",
       (select coalesce(max(r.version), 0)::int from rule_sets r where r.tenant_id = d.tenant_id) as "rulesVersion"
     from devices d
     left join device_generations e on e.tenant_id = d.tenant_id and e.device_id = d.device_id and e.generation = $3
     where d.tenant_id = $1 and d.device_id = $2`,
    [device.tenantId, device.deviceId, generation],
  )
  const [[locked], [row]] = await Promise.all([lock, read])
  if (!locked || !row) throw problem(401, 'unknown_device', 'This device is not enrolled here.')
  if (locked.revokedAt !== null) throw problem(403, 'revoked', 'This device has been revoked.')
  const { maxSeq, durableSeq, pendingSeq, pendingAt } = row
  return {
    userId: row.userId,
    rulesVersion: row.rulesVersion,
    watermark: maxSeq === null ? null : { maxSeq, durableSeq, pendingSeq, pendingAt },
  }
}

/** Hashes of those of `seqs` that are stored already, whatever kind of record took them. */
async function knownHashes(queries: Queries, source: Source, seqs: readonly number[]): Promise<Map<number, string>> {
  const rows = await queries.query<{ seq: number; hash: string }>(
    ['spans', 'touch_revisions', 'hidden_tags', ...besideTables]
      .map(
        (table) => `select seq, hash::text as hash from ${table}
          where tenant_id = $1 and device_id = $2 and generation = $3 and seq = any($4::bigint[])`,
      )
      .join(' union all '),
    [source.tenantId, source.deviceId, source.generation, numberArray(seqs)],
  )
  return new Map(rows.map(({ seq, hash }) => [seq, hash.replaceAll('-', '')]))
}

interface Recognisable {
  readonly record: { readonly seq: number }
  readonly hash: string
}

function withoutKnown<Item extends Recognisable>(records: readonly Item[], known: ReadonlyMap<number, string>): Item[] {
  return records.filter(({ record, hash }) => {
    const before = known.get(record.seq)
    if (before !== undefined && before !== hash) throw forkProblem()
    return before === undefined
  })
}

async function saveProgress(
  queries: Queries,
  source: Source,
  watermark: Watermark,
  batch: CheckedBatch,
  now: number,
  counted: { readonly taken: number; readonly refused: number },
): Promise<void> {
  const allSeqs = [...batch.seqs, ...batch.rejected.map(({ seq }) => seq)]
  const latestEndedAt = batch.spans.reduce((latest, { record }) => Math.max(latest, record.endedAt), 0)
  await queries.query(
    `with seen as (
       update devices set last_seen_at = $4, skew_ms = $5, latest_ended_at = greatest(latest_ended_at, nullif($6::bigint, 0))
       where tenant_id = $1 and device_id = $2
     )
     insert into device_generations as known (tenant_id, device_id, generation, max_seq, durable_seq, pending_seq, pending_at,
       first_seq, taken, refused, begun_at)
     values ($1, $2, $3, $7, $8, $9, $10, nullif($11::bigint, 0), $12, $13, $4)
     on conflict (tenant_id, device_id, generation) do update set
       max_seq = excluded.max_seq, durable_seq = excluded.durable_seq, pending_seq = excluded.pending_seq,
       pending_at = excluded.pending_at, first_seq = least(known.first_seq, excluded.first_seq),
       taken = known.taken + excluded.taken, refused = known.refused + excluded.refused`,
    [
      source.tenantId,
      source.deviceId,
      source.generation,
      now,
      batch.sentAt - now,
      latestEndedAt,
      watermark.maxSeq,
      watermark.durableSeq,
      watermark.pendingSeq,
      watermark.pendingAt,
      allSeqs.length === 0 ? 0 : Math.min(...allSeqs),
      counted.taken,
      counted.refused,
    ],
  )
}
