import type { Queries } from '../database/database.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import { countedTouches, EVER } from './touch-statistics.ts'

/**
 * Counts the touches on the denials of claims and keeps the counts with the denials.
 * @returns the claims with a denial that somebody else is changing just now: they have to be counted again.
 */
export async function countTouches(queries: Queries, tenantId: string, tokens: readonly string[]): Promise<string[]> {
  // Whoever imports locks denials in another order: waiting for one could be waiting for each other.
  const locked = await queries.query<{ denialNo: number }>(
    `select d.denial_no as "denialNo" from denials d
     where d.tenant_id = $1 and d.claim_token = any($2::text[])
     for update skip locked`,
    [tenantId, textArray(tokens)],
  )
  const numbers = numberArray(locked.map(({ denialNo }) => denialNo))
  await queries.query(
    `update denials kept set touches = w.touches, touched_ms = w.active_ms, first_touch_at = w.first_touch_at,
       last_touch_at = w.last_touch_at, people = w.people, due_basis = null
     from (
       select d.denial_no, counted.* from denials d cross join lateral (${countedTouches(EVER)}) counted
       where d.tenant_id = $1 and d.denial_no = any($2::bigint[])
     ) w
     where kept.tenant_id = $1 and kept.denial_no = w.denial_no
       and (kept.touches, kept.touched_ms, kept.first_touch_at, kept.last_touch_at, kept.people)
         is distinct from (w.touches, w.active_ms, w.first_touch_at, w.last_touch_at, w.people)`,
    [tenantId, numbers],
  )
  const left = await queries.query<{ token: string }>(
    `select distinct d.claim_token as token from denials d
     where d.tenant_id = $1 and d.claim_token = any($2::text[]) and d.denial_no <> all($3::bigint[])`,
    [tenantId, textArray(tokens), numbers],
  )
  return left.map(({ token }) => token)
}
