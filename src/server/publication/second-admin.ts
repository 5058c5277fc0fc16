import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { hasSignedIn, isActiveAdmin } from '../identity/accounts.ts'
import type { Account, Person } from '../identity/principal.ts'
import { readSettings } from '../settings/settings-store.ts'

/**
 * Whether what somebody publishes waits for another admin. The endpoint's own admin token publishes at once: whoever has it has the endpoint. So does
 * the only admin, and everybody where the settings `publishing` say that one is enough.
 */
export async function needsSecondAdmin(queries: Queries, { account }: Person): Promise<boolean> {
  if (account === null) return false
  const { body } = await readSettings(queries, 'publishing')
  if (body.oneAdminIsEnough) return false
  // An invitation that nobody accepted is no second person yet.
  const others = await queries.query(
    sql`select 1 from accounts a where a.account_id <> ${account.accountId} and ${isActiveAdmin}
      and ${hasSignedIn} limit 1`,
  )
  return others.length > 0
}

/** Whether an account is still one of an admin. */
export async function isStillAdmin(queries: Queries, accountId: Account['accountId']): Promise<boolean> {
  const found = await queries.query(
    sql`select 1 from accounts a where a.account_id = ${accountId} and ${isActiveAdmin}`,
  )
  return found.length > 0
}
