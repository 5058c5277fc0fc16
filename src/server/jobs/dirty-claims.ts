import type { Queries } from '../database/database.ts'
import { literal, sql, tokens, type Sql } from '../database/sql.ts'

/** The claim tokens of dirty claims: what is cached of them is out of date. */
export const dirtyTokens: Sql = sql`select unnest(c.claim_tokens) from dirty_claims c`

/** Notes claims on which something has happened, in the transaction in which it does: their statistics and hidden work are refreshed soon after. */
export async function markDirty(queries: Queries, claimTokens: readonly (string | null)[]): Promise<void> {
  const named = [...new Set(claimTokens.filter((token) => token !== null))]
  if (named.length === 0) return
  await queries.query(sql`insert into dirty_claims (claim_tokens) values (${tokens(named)})`)
}

/** About as many as a batch of a device names. */
const CLAIMS_A_CHANGE = 100

/** Marks every claim that anybody has worked on: a changed cost of an hour can change the hidden work on each. */
export async function markAllDirty(queries: Queries): Promise<void> {
  await queries.query(
    sql`insert into dirty_claims (claim_tokens)
      select array_agg(claim_token) from (
        select w.claim_token, row_number() over (order by w.claim_token) / ${literal(CLAIMS_A_CHANGE)} as part
        from claim_activity w group by w.claim_token
      ) worked group by part`,
  )
}
