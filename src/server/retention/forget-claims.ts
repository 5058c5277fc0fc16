import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Database, Queries } from '../database/database.ts'
import { plainArray } from '../database/arrays.ts'
import { lockTenant } from '../database/locks.ts'
import { name, sql, tokens } from '../database/sql.ts'

/** Claims of one transaction, so that nobody waits long. */
const AT_ONCE = 500

const ofClaims = ['claims', 'claim_answers', 'remittance_claims', 'worklist_claims']
const ofDenials = ['denial_events', 'denial_payments', 'appeal_decisions', 'alerts', 'denials']

/**
 * Deletes claims of which nothing has come since an instant and whose denials were closed before it: remittances, worklist rows and denials with
 * their history. An open denial is kept, whatever its age.
 * @returns how many claims were deleted
 */
export async function forgetOldClaims(database: Database, before: EpochMs): Promise<number> {
  let forgotten = 0
  for (let count = AT_ONCE; count === AT_ONCE; forgotten += count) {
    count = await database.transaction((queries) => forgetSome(queries, before))
  }
  return forgotten
}

async function forgetSome(queries: Queries, before: EpochMs): Promise<number> {
  // No import posts on these claims meanwhile.
  await lockTenant(queries)
  const rows = await queries.query<{ claimToken: string }>(
    sql`select encode(old.claim_token, 'hex') as "claimToken" from (
        select claim_token from remittance_claims where received < ${before}::bigint
        union select claim_token from denials where received < ${before}::bigint and claim_token is not null
        except select claim_token from remittance_claims where received >= ${before}::bigint
        except select claim_token from denials
          where resolved_at is null or resolved_at >= ${before}::bigint or received >= ${before}::bigint
      ) old limit ${AT_ONCE}`,
  )
  const claims = tokens(rows.map(({ claimToken }) => claimToken))
  const numbers = await queries.query<{ denialNo: number }>(
    sql`select denial_no as "denialNo" from denials
      where claim_token = any(${claims}) or (claim_token is null and resolved_at < ${before}::bigint)`,
  )
  const denialNos = plainArray(numbers.map(({ denialNo }) => denialNo))
  for (const table of ofDenials) {
    await queries.query(sql`delete from ${name(table)} where denial_no = any(${denialNos}::bigint[])`)
  }
  for (const table of ofClaims) await queries.query(sql`delete from ${name(table)} where claim_token = any(${claims})`)
  return rows.length
}
