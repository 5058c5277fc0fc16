import type { Queries } from '../database/database.ts'
import { textArray } from '../database/arrays.ts'

/** Notes claims on which something has happened, in the transaction in which it does: their hidden work is looked at soon after. */
export async function queueClaims(
  queries: Queries,
  tenantId: string,
  tokens: readonly (string | null)[],
): Promise<void> {
  const named = [...new Set(tokens.filter((token) => token !== null))]
  if (named.length === 0) return
  await queries.query('insert into claims_to_judge (tenant_id, claim_tokens) values ($1, $2)', [
    tenantId,
    textArray(named),
  ])
}

/** As many as a batch of a device names about. */
const CLAIMS_A_CHANGE = 100

/** Queues every claim anybody has worked on: when what an hour costs has changed, each may be judged another way. */
export async function queueAllClaims(queries: Queries, tenantId: string): Promise<void> {
  await queries.query(
    `insert into claims_to_judge (tenant_id, claim_tokens)
     select $1, array_agg(claim_token) from (
       select w.claim_token, row_number() over (order by w.claim_token) / ${CLAIMS_A_CHANGE} as part
       from claim_work w where w.tenant_id = $1 group by w.claim_token
     ) worked group by part`,
    [tenantId],
  )
}
