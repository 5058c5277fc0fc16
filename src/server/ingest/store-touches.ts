import { bulkRows } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { touches as table } from '../database/schema/facts.ts'
import { sql, tokens, type Sql } from '../database/sql.ts'
import type { Source } from './journals.ts'
import { notePayers } from './pending-payers.ts'
import type { RecordOf } from './store-facts.ts'

/**
 * Stores revisions of touches. Of each touch the highest revision stays, in whatever order they come, and claim_activity adds up these.
 */
export async function storeTouches(
  queries: Queries,
  source: Source,
  touches: readonly RecordOf<'touch'>[],
): Promise<void> {
  if (touches.length === 0) return
  const shrunk = await queries.query<{ claimToken: string }>(upsertTouches(source, touches))
  // The statement before has locked the rows, so that this one sees every touch that they count.
  await refreshClaimActivity(
    queries,
    source.userId,
    shrunk.map(({ claimToken }) => claimToken),
  )
}

/** Only the touches know the first start and last end once one became shorter, moved to another claim, or went. */
export async function refreshClaimActivity(
  queries: Queries,
  userId: string,
  claimTokens: readonly string[],
): Promise<void> {
  if (claimTokens.length === 0) return
  const claims = tokens(claimTokens)
  const refreshEnds = queries.query(
    sql`update claim_activity w set first_touch_at = t.first_touch_at, last_touch_at = t.last_touch_at
      from (
        select claim_token, min(started_at) as first_touch_at, max(ended_at) as last_touch_at from touches
        where claim_token = any(${claims}) and user_id = ${userId}
        group by claim_token
      ) t
      where w.claim_token = t.claim_token and w.user_id = ${userId}`,
  )
  const dropEmpty = queries.query(
    sql`delete from claim_activity where claim_token = any(${claims}) and user_id = ${userId} and touches = 0`,
  )
  await Promise.all([refreshEnds, dropEmpty])
}

/**
 * Batches of a device run one at a time, so `before` is what the upsert replaces; it is locked, because payers are cached with touches at any
 * time, and those of a touch that moves are taken off touch_payer_days. claim_activity gets the difference in key order, because
 * two devices of one user lock the same rows. See docs/decisions/0016 for touches that move.
 */
function upsertTouches({ journal, userId }: Source, touches: readonly RecordOf<'touch'>[]): Sql {
  const columns = ['seq', 'touchId', 'revision', 'claimToken', 'startedAt', 'endedAt', 'activeMs', 'spanCount'] as const
  return sql`
    with incoming as (
      select distinct on (touch_id) *
      from ${bulkRows(table, columns, touches)}
      order by touch_id, revision desc, seq desc
    ), latest as materialized (
      select i.*, s.started_at as start_before
      from incoming i left join touch_starts s on s.journal = ${journal}::int and s.touch_id = i.touch_id
      where s.touch_id is null or (i.revision, i.seq) > (s.revision, s.seq)
    ), before as materialized (
      select t.touch_id, t.claim_token, t.started_at, t.ended_at, t.active_ms, t.payers
      from latest l join touches t on t.journal = ${journal}::int and t.touch_id = l.touch_id and t.started_at = l.start_before
      for update of t
    ), starts as (
      insert into touch_starts (journal, touch_id, started_at, revision, seq)
      select ${journal}::int, touch_id, started_at, revision, seq from latest
      on conflict (journal, touch_id) do update set started_at = excluded.started_at, revision = excluded.revision, seq = excluded.seq
    ), left_month as (
      delete from touches t using latest l join before b on b.touch_id = l.touch_id
      where t.journal = ${journal}::int and t.touch_id = b.touch_id and t.started_at = b.started_at and b.started_at <> l.started_at
    ), after as (
      insert into touches (journal, user_id, touch_id, revision, seq, claim_token, started_at, ended_at, active_ms, span_count)
      select ${journal}::int, ${userId}::text, l.touch_id, l.revision, l.seq, l.claim_token, l.started_at, l.ended_at, l.active_ms, l.span_count
      from latest l left join before b on b.touch_id = l.touch_id
      on conflict (journal, touch_id, started_at) do update set
        revision = excluded.revision, seq = excluded.seq, claim_token = excluded.claim_token, ended_at = excluded.ended_at,
        active_ms = excluded.active_ms, span_count = excluded.span_count, overlap_ms = 0,
        payers = case when touches.claim_token = excluded.claim_token then touches.payers end
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
    ), added as (
      insert into claim_activity as w (claim_token, user_id, first_touch_at, last_touch_at, touches, active_ms)
      select claim_token, ${userId}::text, first_touch_at, last_touch_at, touches, active_ms from by_claim order by claim_token
      on conflict (claim_token, user_id) do update set
        first_touch_at = least(w.first_touch_at, excluded.first_touch_at),
        last_touch_at = greatest(w.last_touch_at, excluded.last_touch_at),
        touches = w.touches + excluded.touches, active_ms = w.active_ms + excluded.active_ms
    ), moved as (
      select a.seq, a.claim_token, a.started_at, b.claim_token as token_before, b.started_at as start_before, b.payers as payers_before
      from after a left join before b on b.touch_id = a.touch_id
      where (b.claim_token, b.started_at) is distinct from (a.claim_token, a.started_at)
    ), uncounted as (
      insert into pending_touches (journal, seq, change, user_id, claim_token, started_at)
      select ${journal}::int, seq, 1, ${userId}::text, claim_token, started_at from moved
      union all
      select ${journal}::int, seq, -1, ${userId}::text, token_before, start_before from moved where token_before is not null
    ), payers_left as (
      ${notePayers(sql`select ${userId}::text as user_id, token_before as claim_token, start_before as started_at, payers_before as payers, -1 as change from moved`)}
    ), left_behind as (
      insert into dirty_claims (claim_tokens)
      select array[token_before] from moved where token_before <> claim_token
    )
    select encode(claim_token, 'hex') as "claimToken" from difference group by claim_token having bool_or(shrinks)`
}
