import type { Role } from '../../../src/shared/contract/access.ts'
import type { AccountRow } from '../../../src/shared/contract/accounts.ts'
import { sql } from '../../../src/server/database/sql.ts'
import type { Database } from '../../../src/server/database/database.ts'
import { hashSecret } from '../../../src/server/identity/secrets.ts'
import { ask } from './device.ts'

/** Somebody who asks the endpoint: what `ask` takes in place of the endpoint. */
export interface Asking {
  readonly url: string
  /** A token of the account, with all of its roles. */
  readonly adminToken: string
  readonly account: AccountRow
}

let made = 0

/** Somebody with an account, who is signed in. @param given without an address, one is made */
export async function somebody(
  endpoint: { readonly url: string; readonly adminToken: string; readonly database: Database },
  given: { readonly roles: readonly Role[]; readonly teams?: string[]; readonly user?: string; readonly name?: string },
): Promise<Asking> {
  made += 1
  const { body: account, status } = await ask<AccountRow>(endpoint, '/v1/accounts', {
    method: 'POST',
    json: { email: `somebody-${made}@example.org`, name: `Somebody ${made}`, ...given },
  })
  if (status !== 201) throw new Error(`no account was made: ${JSON.stringify(account)}`)
  return { account, ...(await tokenOf(endpoint, account)) }
}

/** A token of an account, with all of its roles. */
export async function tokenOf(
  endpoint: { readonly url: string; readonly database: Database },
  account: AccountRow,
): Promise<{ readonly url: string; readonly adminToken: string }> {
  const adminToken = `token-of-${account.id}`
  await endpoint.database.query(
    sql`insert into access_tokens (token_id, token_hash, name, roles, account_id, created_at, expires_at)
      values (${`token_${account.id}`}, ${hashSecret(adminToken)}, 'of a test', ${account.roles}::text[], ${account.id}, 0, ${Date.UTC(9999, 0)})`,
  )
  return { url: endpoint.url, adminToken }
}
