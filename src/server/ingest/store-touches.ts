import type { Queries } from '../database/database.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import type { HashedRecord } from './check-batch.ts'
import type { Source } from './store-spans.ts'

// Of a touch revised twice in the batch only the highest may reach the upsert, which cannot change a row twice. The batches of a device
// take turns, so that what `before` sees is what the upsert replaces: the difference of the two is added to claim_work. Its rows
// are taken in key order, as two devices of one user add to the same ones. What a period counts changes only when a touch is new or moves; the claim
// that a touch moves away from is looked at again as well.
const upsertTouches = `
  with incoming as (
    select *
    from unnest(
      $5::bigint[], $6::uuid[], $7::text[], $8::int[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::int[]
    ) as r(seq, hash, touch_id, revision, claim_token, started_at, ended_at, active_ms, span_count)
  ), fresh as (
    insert into touch_revisions (tenant_id, device_id, generation, seq, hash)
    select $1, $2, $3, seq, hash from incoming
    on conflict (tenant_id, device_id, generation, seq) do nothing
    returning seq
  ), before as (
    select touch_id, claim_token, started_at, ended_at, active_ms from touches
    where tenant_id = $1 and device_id = $2 and generation = $3 and touch_id = any($7::text[])
  ), after as (
    insert into touches as t (
      tenant_id, device_id, generation, user_id, touch_id, revision, seq, claim_token, started_at, ended_at, active_ms, span_count
    )
    select distinct on (touch_id)
      $1, $2, $3, $4, touch_id, revision, incoming.seq, claim_token, started_at, ended_at, active_ms, span_count
    from incoming join fresh on fresh.seq = incoming.seq
    order by touch_id, revision desc, incoming.seq desc
    on conflict (tenant_id, device_id, generation, touch_id) do update set
      revision = excluded.revision, seq = excluded.seq, claim_token = excluded.claim_token, started_at = excluded.started_at,
      ended_at = excluded.ended_at, active_ms = excluded.active_ms, span_count = excluded.span_count
    where t.tenant_id = excluded.tenant_id and (excluded.revision, excluded.seq) > (t.revision, t.seq)
    returning touch_id, seq, claim_token, started_at, ended_at, active_ms
  ), difference as (
    select claim_token, started_at, ended_at, 1 as touches, active_ms, false as shrinks from after
    union all
    select b.claim_token, b.started_at, b.ended_at, -1, -b.active_ms,
      b.claim_token <> a.claim_token or b.started_at < a.started_at or b.ended_at > a.ended_at
    from before b join after a on a.touch_id = b.touch_id
  ), by_claim as (
    select claim_token, min(started_at) as first_touch_at, max(ended_at) as last_touch_at, sum(touches)::int as touches,
      sum(active_ms)::bigint as active_ms
    from difference
    group by claim_token
    order by claim_token
  ), added as (
    insert into claim_work as w (tenant_id, claim_token, user_id, first_touch_at, last_touch_at, touches, active_ms)
    select $1, claim_token, $4, first_touch_at, last_touch_at, touches, active_ms from by_claim order by claim_token
    on conflict (tenant_id, claim_token, user_id) do update set
      first_touch_at = least(w.first_touch_at, excluded.first_touch_at),
      last_touch_at = greatest(w.last_touch_at, excluded.last_touch_at),
      touches = w.touches + excluded.touches, active_ms = w.active_ms + excluded.active_ms
  ), moved as (
    select a.seq, a.claim_token, a.started_at, b.claim_token as token_before, b.started_at as start_before
    from after a left join before b on b.touch_id = a.touch_id
    group by a.seq, a.claim_token, a.started_at, b.claim_token, b.started_at
    having (b.claim_token, b.started_at) is distinct from (a.claim_token, a.started_at)
  ), uncounted as (
    insert into unfolded_touches (tenant_id, device_id, generation, seq, change, user_id, claim_token, started_at)
    select $1, $2, $3, seq, 1, $4, claim_token, started_at from moved
    union all
    select $1, $2, $3, seq, -1, $4, token_before, start_before from moved group by seq, token_before, start_before
    having token_before is not null
  ), left_behind as (
    insert into claims_to_judge (tenant_id, claim_tokens)
    select $1, array[token_before] from moved group by token_before, claim_token having token_before <> claim_token
  )
  select claim_token as "claimToken" from difference group by claim_token having bool_or(shrinks)`

// Only the touches themselves know what is the first and last once one has become shorter or another claim's. The rows are locked by
// the statement before, so that this one sees every touch that they count.
const refreshEnds = `
  update claim_work w set first_touch_at = t.first_touch_at, last_touch_at = t.last_touch_at
  from (
    select claim_token, min(started_at) as first_touch_at, max(ended_at) as last_touch_at from touches
    where tenant_id = $1 and claim_token = any($3::text[]) and user_id = $2
    group by claim_token
  ) t
  where w.tenant_id = $1 and w.claim_token = t.claim_token and w.user_id = $2`

const dropEmpty = `
  delete from claim_work where tenant_id = $1 and claim_token = any($3::text[]) and user_id = $2 and touches = 0`

/** Stores revisions of touches; of each touch the highest revision stays, in whatever order they come, and claim_work sums up these. */
export async function storeTouches(
  queries: Queries,
  source: Source,
  touches: readonly HashedRecord<'touch'>[],
): Promise<void> {
  if (touches.length === 0) return
  const records = touches.map(({ record }) => record)
  const shrunk = await queries.query<{ claimToken: string }>(upsertTouches, [
    source.tenantId,
    source.deviceId,
    source.generation,
    source.userId,
    numberArray(records.map((touch) => touch.seq)),
    `{${touches.map(({ hash }) => hash).join(',')}}`,
    textArray(records.map((touch) => touch.touchId)),
    numberArray(records.map((touch) => touch.revision)),
    textArray(records.map((touch) => touch.claimToken)),
    numberArray(records.map((touch) => touch.startedAt)),
    numberArray(records.map((touch) => touch.endedAt)),
    numberArray(records.map((touch) => touch.activeMs)),
    numberArray(records.map((touch) => touch.spanCount)),
  ])
  if (shrunk.length === 0) return
  const claims = [source.tenantId, source.userId, textArray(shrunk.map(({ claimToken }) => claimToken))]
  await Promise.all([queries.query(refreshEnds, claims), queries.query(dropEmpty, claims)])
}
