import type { Queries } from '../database/database.ts'
import { plainArray } from '../database/arrays.ts'
import { hexOf, sql, tokens } from '../database/sql.ts'
import { countedTouches, EVER } from './touch-statistics.ts'

/**
 * Counts the touches on the denials of claims and caches the counts with the denials.
 * @returns the claims with a denial that another transaction has locked: they stay dirty
 */
export async function countTouches(queries: Queries, claimTokens: readonly string[]): Promise<string[]> {
  // Imports lock rows in another order; SKIP LOCKED avoids a deadlock.
  const locked = await queries.query<{ denialNo: number }>(
    sql`select d.denial_no as "denialNo" from denials d where d.claim_token = any(${tokens(claimTokens)}) for update skip locked`,
  )
  const numbers = plainArray(locked.map(({ denialNo }) => denialNo))
  await queries.query(
    sql`update denials known set touches = w.touches, touched_ms = w.active_ms, first_touch_at = w.first_touch_at,
        last_touch_at = w.last_touch_at, people = w.people, due_basis = null
      from (
        select d.denial_no, counted.* from denials d cross join lateral (${countedTouches(EVER)}) counted
        where d.denial_no = any(${numbers}::bigint[])
      ) w
      where known.denial_no = w.denial_no
        and (known.touches, known.touched_ms, known.first_touch_at, known.last_touch_at, known.people)
          is distinct from (w.touches, w.active_ms, w.first_touch_at, w.last_touch_at, w.people)`,
  )
  const left = await queries.query<{ token: string }>(
    sql`select distinct ${hexOf(sql`d.claim_token`)} as token from denials d
      where d.claim_token = any(${tokens(claimTokens)}) and d.denial_no <> all(${numbers}::bigint[])`,
  )
  return left.map(({ token }) => token)
}
