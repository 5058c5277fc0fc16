import { sql, tokens, where, type Sql } from '../database/sql.ts'
import type { Queries } from '../database/database.ts'
import { notePayers } from '../ingest/pending-payers.ts'
import { dirtyTokens } from '../jobs/dirty-claims.ts'
import { isSpanOf } from '../rollups/touch-payers.ts'
import { workedCategory } from './worked-denial.ts'

/** The touch gap before a touch `t`: since the latest end of those begun before it on its claim; null for the first, below 0 where they overlap. */
const gap: Sql = sql`t.started_at - max(t.ended_at) over (
  partition by t.claim_token order by t.started_at groups between unbounded preceding and 1 preceding)`

/** SQL of how many touches `t` there are and their active ms. A float adds up whole numbers exactly, and faster than PostgreSQL adds bigints. */
export const TOUCHES_AND_MS: Sql = sql`count(*) as touches, sum(t.active_ms::float8) as ms`

/**
 * Rows `(claim_token, started_at, pause_ms)`: the gaps between the touches on a claim, of the touches that `asked` selects. They are cached with the touches;
 * for dirty claims they are computed.
 * @param asked condition on a table of touches, by its alias
 */
export function pauses(asked: (table: string) => Sql | null): Sql {
  return sql`select t.claim_token, t.started_at, t.pause_ms from touches t
    ${where([asked('t'), sql`t.pause_ms is not null`, isCached])}
    union all
    select computed.claim_token, computed.started_at, computed.pause_ms ${computedPauses(asked('computed'))}`
}

/** The same gaps as rows `(category, pause_ms)`: by the denial that the work counts to, '' where none is known. */
export function pausesByCategory(asked: (table: string) => Sql | null): Sql {
  // The offset keeps the planner from reading all touches of the period, one by one, to join them: the index has no others.
  return sql`select known.category, t.pause_ms from (${cachedCategories}) known
    cross join lateral (
      select t.pause_ms from touches t
      ${where([sql`t.category = known.category`, asked('t'), sql`t.pause_ms is not null`, isCached])}
      offset 0
    ) t
    union all
    select ${workedCategory(sql`computed.claim_token`)}, computed.pause_ms ${computedPauses(asked('computed'))}`
}

/** Rows `(category, claim_token, touches, ms)`: claims and the touches on them that `asked` selects, by the same category. */
export function claimsByCategory(asked: (table: string) => Sql | null): Sql {
  // Counting category by category keeps each set of claims small.
  return sql`select known.category, t.* from (${cachedCategories}) known
    cross join lateral (
      select t.claim_token, ${TOUCHES_AND_MS} from touches t
      ${where([sql`t.category = known.category`, asked('t'), isCached])}
      group by t.claim_token
    ) t
    union all
    select ${workedCategory(sql`t.claim_token`)}, t.claim_token, ${TOUCHES_AND_MS} from touches t
    ${where([sql`t.claim_token = any(array(${dirtyTokens}))`, asked('t')])}
    group by t.claim_token`
}

/** Condition: the cached statistics of a touch `t` are up to date. */
const isCached: Sql = sql`(t.claim_token in (${dirtyTokens})) is not true`

/** `from … where …`: the gaps between touches on dirty claims. */
const computedPauses = (asked: Sql | null): Sql => sql`from (
      select t.claim_token, t.user_id, t.started_at, ${gap} as pause_ms from touches t
      where t.claim_token = any(array(${dirtyTokens}))
    ) computed
    ${where([sql`computed.pause_ms >= 0`, asked])}`

/** Every category that is cached with a touch. Each is the next in the index: nothing else is read. */
const cachedCategories: Sql = sql`
  with recursive known(category) as (
    select min(c.category) from touches c
    union all
    select (select min(c.category) from touches c where c.category > known.category)
    from known where known.category is not null
  )
  select known.category from known where known.category is not null`

/** Payers that the spans of a touch `t` name; '' for none. */
const payersOf: Sql = sql`coalesce((
  select array_agg(distinct coalesce(s.payer, '')) from spans s where ${isSpanOf('t')}), '{}')`

/**
 * Computes the gaps between the touches on claims, the payers they name and the category of the denial they count to, and caches these with
 * the touches.
 * @returns the claims with a touch that is locked by a batch just now: they stay dirty
 */
export async function refreshTouchFacts(queries: Queries, claimTokens: readonly string[]): Promise<string[]> {
  // A device that sends locks its touches in another order; SKIP LOCKED avoids a deadlock.
  const rows = await queries.query<{ token: string; changed: boolean }>(
    sql`with named as materialized (
       select n.claim_token, ${workedCategory(sql`n.claim_token`)} as category from unnest(${tokens(claimTokens)}) n(claim_token)
     ), found as materialized (
       select t.journal, t.touch_id, t.started_at, t.claim_token, t.pause_ms as known_pause, t.payers as known_payers,
         t.category as known_category, ${gap} as pause, ${payersOf} as payers, n.category
       from touches t join named n on n.claim_token = t.claim_token
     ), wrong as materialized (
       select f.journal, f.touch_id, f.started_at, f.claim_token, case when f.pause >= 0 then f.pause end as pause_ms, f.payers, f.category
       from found f
       where (f.known_pause, f.known_payers, f.known_category)
         is distinct from (case when f.pause >= 0 then f.pause end, f.payers, f.category)
     ), free as materialized (
       select t.journal, t.touch_id, t.started_at, t.user_id, t.claim_token, t.payers from touches t
       where (t.journal, t.touch_id, t.started_at) in (select w.journal, w.touch_id, w.started_at from wrong w)
       for update skip locked
     ), changed as (
       update touches t set pause_ms = w.pause_ms, payers = w.payers, category = w.category
       from wrong w join free f on f.journal = w.journal and f.touch_id = w.touch_id and f.started_at = w.started_at
         and f.claim_token = w.claim_token
       where t.journal = w.journal and t.touch_id = w.touch_id and t.started_at = w.started_at
       returning t.journal, t.touch_id, t.started_at, t.user_id, t.claim_token, t.payers, f.payers as payers_before
     ), payers_noted as (
       ${notePayers(sql`
         select user_id, claim_token, started_at, payers, 1 as change from changed
         union all select user_id, claim_token, started_at, payers_before, -1 from changed`)}
     )
     select encode(w.claim_token, 'hex') as token, c.touch_id is not null as changed
     from wrong w left join changed c on c.journal = w.journal and c.touch_id = w.touch_id and c.started_at = w.started_at`,
  )
  return [...new Set(rows.filter(({ changed }) => !changed).map(({ token }) => token))]
}
