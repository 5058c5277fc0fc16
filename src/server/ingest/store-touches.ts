import type { Queries } from '../database/database.ts'
import { numberArray, textArray } from './arrays.ts'
import type { HashedRecord } from './check-batch.ts'
import type { Source } from './store-spans.ts'

// Of a touch revised twice in the batch only the highest may reach the upsert, which cannot change a row twice.
const upsertTouches = `
  with incoming as (
    select *
    from unnest(
      $5::bigint[], $6::uuid[], $7::text[], $8::int[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::int[]
    ) as r(seq, hash, touch_id, revision, denial_token, started_at, ended_at, active_ms, span_count)
  ), fresh as (
    insert into touch_revisions (tenant_id, device_id, epoch, seq, hash)
    select $1, $2, $3, seq, hash from incoming
    on conflict (tenant_id, device_id, epoch, seq) do nothing
    returning seq
  )
  insert into touches as t (
    tenant_id, device_id, epoch, user_id, touch_id, revision, seq, denial_token, started_at, ended_at, active_ms, span_count
  )
  select distinct on (touch_id)
    $1, $2, $3, $4, touch_id, revision, incoming.seq, denial_token, started_at, ended_at, active_ms, span_count
  from incoming join fresh on fresh.seq = incoming.seq
  order by touch_id, revision desc, incoming.seq desc
  on conflict (tenant_id, device_id, epoch, touch_id) do update set
    revision = excluded.revision, seq = excluded.seq, denial_token = excluded.denial_token, started_at = excluded.started_at,
    ended_at = excluded.ended_at, active_ms = excluded.active_ms, span_count = excluded.span_count
  where t.tenant_id = excluded.tenant_id and (excluded.revision, excluded.seq) > (t.revision, t.seq)`

/** Stores revisions of touches; of each touch the highest revision stays, in whatever order they come. */
export async function storeTouches(
  queries: Queries,
  source: Source,
  touches: readonly HashedRecord<'touch'>[],
): Promise<void> {
  if (touches.length === 0) return
  const records = touches.map(({ record }) => record)
  await queries.query(upsertTouches, [
    source.tenantId,
    source.deviceId,
    source.epoch,
    source.userId,
    numberArray(records.map((touch) => touch.seq)),
    `{${touches.map(({ hash }) => hash).join(',')}}`,
    textArray(records.map((touch) => touch.touchId)),
    numberArray(records.map((touch) => touch.revision)),
    textArray(records.map((touch) => touch.denialToken)),
    numberArray(records.map((touch) => touch.startedAt)),
    numberArray(records.map((touch) => touch.endedAt)),
    numberArray(records.map((touch) => touch.activeMs)),
    numberArray(records.map((touch) => touch.spanCount)),
  ])
}
