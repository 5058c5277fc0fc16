import type { Queries } from '../database/database.ts'
import { textArray } from '../database/arrays.ts'
import { waitingTokens } from './touch-statistics.ts'
import { workedCategory } from './worked-denial.ts'

/** The pause before a touch `t`: since the latest end of those begun before it on its claim; null for the first, below 0 where they overlap. */
const pause = `t.started_at - max(t.ended_at) over (
  partition by t.claim order by t.started_at groups between unbounded preceding and 1 preceding)`

/** As touches.claim is made of the token. */
const waitingClaims = (tenant: string) =>
  `select substr(token, 1, 32)::uuid from (${waitingTokens(tenant)}) waiting(token)`

/**
 * Rows `(claim, pause_ms)`: the pauses between the touches on a claim, of the touches that are asked for. They stand with the touches; on claims on
 * which something has happened since they are worked out.
 * @param tenant SQL of the tenant's id. @param asked ` and …` for a table of touches.
 */
export function pauses(tenant: string, asked: (table: string) => string): string {
  return `select t.claim, t.pause_ms from touches t
    where t.tenant_id = ${tenant}${asked('t')} and t.pause_ms is not null and ${isCounted(tenant)}
    union all
    select anew.claim, anew.pause_ms ${pausesAnew(tenant)}${asked('anew')}`
}

/** The same pauses as rows `(category, pause_ms)`: by the denial that the work counts to, '' where none is known. */
export function pausesByCategory(tenant: string, asked: (table: string) => string): string {
  // The offset keeps the planner from reading all touches of the period, one by one, to join them: the index has no others.
  return `select known.category, t.pause_ms from (${knownCategories(tenant)}) known
    cross join lateral (
      select t.pause_ms from touches t
      where t.tenant_id = ${tenant} and t.category = known.category${asked('t')} and t.pause_ms is not null and ${isCounted(tenant)}
      offset 0
    ) t
    union all
    select ${workedCategory(tenant, 'anew.claim_token')}, anew.pause_ms ${pausesAnew(tenant)}${asked('anew')}`
}

/** Rows `(category, claim, touches, ms)`: claims with what was done on them in the touches that are asked for, by the same category. */
export function claimsByCategory(tenant: string, asked: (table: string) => string): string {
  // Category by category, claims are counted among few.
  return `select known.category, t.* from (${knownCategories(tenant)}) known
    cross join lateral (
      select t.claim, ${TOUCHES_AND_MS} from touches t
      where t.tenant_id = ${tenant} and t.category = known.category${asked('t')} and ${isCounted(tenant)}
      group by t.claim
    ) t
    union all
    select ${workedCategory(tenant, 't.claim_token')}, t.claim, ${TOUCHES_AND_MS} from touches t
    where t.tenant_id = ${tenant} and t.claim_token = any(array(${waitingTokens(tenant)}))${asked('t')}
    group by t.claim_token, t.claim`
}

/** SQL of how many touches `t` there are and their active ms: a float adds up whole numbers exactly, and faster than PostgreSQL adds bigints. */
export const TOUCHES_AND_MS = 'count(*) as touches, sum(t.active_ms::float8) as ms'

/** SQL of whether what stands with a touch `t` holds: nothing has happened on its claim since. */
const isCounted = (tenant: string) => `(t.claim in (${waitingClaims(tenant)})) is not true`

/** `from … where …`: the pauses on claims on which something has happened since they were worked out. */
const pausesAnew = (tenant: string) => `from (
      select t.claim, t.claim_token, t.started_at, ${pause} as pause_ms from touches t
      where t.tenant_id = ${tenant} and t.claim_token = any(array(${waitingTokens(tenant)}))
    ) anew
    where (anew.pause_ms >= 0)`

/** `select …`: every category that stands with a touch. Each is the next in the index: nothing else is read. */
const knownCategories = (tenant: string) => `
  with recursive known(category) as (
    select min(c.category) from touches c where c.tenant_id = ${tenant}
    union all
    select (select min(c.category) from touches c where c.tenant_id = ${tenant} and c.category > known.category)
    from known where (known.category is not null)
  )
  select known.category from known where (known.category is not null)`

/** Payers that the spans of a touch `t` name; '' for none. */
const payersOf = `coalesce((
  select array_agg(distinct coalesce(s.payer, '')) from spans s where ${spansOf('t')}), '{}')`

/** SQL of whether a span is one of a touch's. @param touch its alias, as `s` is the span's. */
function spansOf(touch: string): string {
  return `s.tenant_id = ${touch}.tenant_id and s.user_id = ${touch}.user_id and s.started_at >= ${touch}.started_at
    and s.started_at < ${touch}.ended_at and s.device_id = ${touch}.device_id and s.claim_token = ${touch}.claim_token`
}

/**
 * SQL of whether a span of a touch `t` names a payer. Touches themselves name none: one can go over two portals. It asks for no column of `t` that
 * is not in the index by time.
 * @param tenant SQL of the tenant's id. @param payer SQL of the payer's name; '' for spans that name none.
 */
export function touchNames(tenant: string, payer: string): string {
  return `(case when t.claim in (${waitingClaims(tenant)}) then (t.claim, t.user_id, t.started_at) in (
    select w.claim, w.user_id, w.started_at from touches w
    where w.tenant_id = ${tenant} and w.claim_token = any(array(${waitingTokens(tenant)}))
      and exists (select 1 from spans s where ${spansOf('w')} and coalesce(s.payer, '') = ${payer})
  ) else ${payer} = any(t.payers) end)`
}

/**
 * Works out the pauses between the touches on claims, the payers they name and the category of the denial they count to, and keeps these with
 * the touches.
 * @returns the claims with a touch that is just being stored anew: they have to be looked at again.
 */
export async function keepTouchFacts(queries: Queries, tenantId: string, tokens: readonly string[]): Promise<string[]> {
  // A device that sends locks its touches in an order of its own: waiting for one could be waiting for each other.
  const rows = await queries.query<{ token: string; changed: boolean }>(
    `with named as materialized (
       select n.token, ${workedCategory('$1', 'n.token')} as category from unnest($2::text[]) n(token)
     ), found as materialized (
       select t.device_id, t.generation, t.touch_id, t.claim_token, t.pause_ms as known_pause, t.payers as known_payers,
         t.category as known_category, ${pause} as pause, ${payersOf} as payers, n.category
       from touches t join named n on n.token = t.claim_token
       where t.tenant_id = $1 and t.claim_token = any($2::text[])
     ), wrong as materialized (
       select f.device_id, f.generation, f.touch_id, f.claim_token, case when f.pause >= 0 then f.pause end as pause_ms, f.payers, f.category
       from found f
       where (f.known_pause, f.known_payers, f.known_category)
         is distinct from (case when f.pause >= 0 then f.pause end, f.payers, f.category)
     ), free as materialized (
       select t.device_id, t.generation, t.touch_id from touches t
       where t.tenant_id = $1 and (t.device_id, t.generation, t.touch_id) in (select w.device_id, w.generation, w.touch_id from wrong w)
       for update skip locked
     ), changed as (
       update touches kept set pause_ms = w.pause_ms, payers = w.payers, category = w.category
       from wrong w join free f on f.device_id = w.device_id and f.generation = w.generation and f.touch_id = w.touch_id
       where kept.tenant_id = $1 and kept.device_id = w.device_id and kept.generation = w.generation and kept.touch_id = w.touch_id
       returning kept.device_id, kept.generation, kept.touch_id
     )
     select w.claim_token as token, c.touch_id is not null as changed
     from wrong w left join changed c on c.device_id = w.device_id and c.generation = w.generation and c.touch_id = w.touch_id`,
    [tenantId, textArray(tokens)],
  )
  return [...new Set(rows.filter(({ changed }) => !changed).map(({ token }) => token))]
}
