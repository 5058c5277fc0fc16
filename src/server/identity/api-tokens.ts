import type { Role } from '../../shared/contract/access.ts'
import type { ApiToken, NewApiToken } from '../../shared/contract/accounts.ts'
import { DAY_MS } from '../../shared/time.ts'
import type { Acting } from '../audit/append.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Database, Queries } from '../database/database.ts'
import { accessTokens } from '../database/schema/identity.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { problem } from '../errors/problem.ts'
import { knownAccountColumns, personOfAccount, type KnownAccount } from './known-account.ts'
import type { Account, Person } from './principal.ts'
import { hashSecret, newAccessToken, newId } from './secrets.ts'

/** One's own tokens, the newest first. @throws HttpProblem 409 `no_account`. */
export async function listApiTokens(queries: Queries, person: Person): Promise<ApiToken[]> {
  const { accountId } = accountOf(person)
  return queries.query<ApiToken>(
    sql`select token_id as id, name, roles, created_at as "createdAt", expires_at as "expiresAt" from access_tokens
      where account_id = ${accountId} order by created_at desc, token_id`,
  )
}

/**
 * A new token with some of one's own roles, in clear only here. A role that the account loses later, the token loses too. One that is made by a
 * token ends with that one at the latest: whoever found it cannot keep what it may.
 * @throws HttpProblem 409 `no_account`, 422 `bad_roles`.
 */
export async function createApiToken(
  database: Database,
  person: Person,
  { name, roles, expiresInDays }: NewApiToken,
  { now, record }: Acting,
): Promise<ApiToken & { readonly token: string }> {
  const { accountId } = accountOf(person)
  const missing = roles.filter((role) => !person.roles.includes(role))
  if (missing.length > 0) {
    throw problem(
      422,
      'bad_roles',
      `You do not have the role ${missing.join(' or ')}; a token cannot have more roles than you.`,
      {
        errors: [{ pointer: '/roles', detail: `you do not have ${missing.join(' or ')}` }],
      },
    )
  }
  const token = newAccessToken()
  const row = {
    ...{ tokenId: newId('token'), tokenHash: hashSecret(token), name, roles, accountId },
    ...{ createdAt: now, expiresAt: Math.min(now + expiresInDays * DAY_MS, person.tokenExpiresAt ?? Infinity) },
  }
  const { tokenId, createdAt, expiresAt } = row
  await database.transaction(async (queries) => {
    await queries.query(bulkInsert(accessTokens, columnNames(accessTokens), [row]))
    await record(queries, { action: 'token_created', object: tokenId, after: { name, roles, expiresAt } })
  })
  return { id: tokenId, name, roles, createdAt, expiresAt, token }
}

/** @throws HttpProblem 404 `unknown_token`, 409 `no_account`. */
export async function revokeApiToken(
  database: Database,
  person: Person,
  id: string,
  { record }: Acting,
): Promise<void> {
  const { accountId } = accountOf(person)
  await database.transaction(async (queries) => {
    const [before] = await queries.query(
      sql`delete from access_tokens where token_id = ${id} and account_id = ${accountId}
        returning name, roles, expires_at as "expiresAt"`,
    )
    if (!before) throw problem(404, 'unknown_token', 'You have no such token.')
    await record(queries, { action: 'token_revoked', object: id, before })
  })
}

type KnownToken = { readonly tokenName: string; readonly held: readonly Role[]; readonly expiresAt: number | null } & (
  | KnownAccount
  | { readonly accountId: null }
)

/** Whose token it is. @throws HttpProblem 401 `bad_token`, `expired_token`, `deactivated`. */
export async function personWithToken(queries: Queries, token: string, now: number): Promise<Person> {
  const [row] = await queries.query<KnownToken>(
    sql`select t.name as "tokenName", t.roles as held, t.expires_at as "expiresAt", ${knownAccountColumns(now)}
      from access_tokens t left join accounts a on a.account_id = t.account_id where t.token_hash = ${hashSecret(token)}`,
  )
  if (!row) throw problem(401, 'bad_token', 'This bearer token is not known here.')
  if (row.expiresAt !== null && row.expiresAt <= now) {
    throw problem(401, 'expired_token', 'This bearer token has expired. Make a new one.')
  }
  const { tokenName, held, expiresAt } = row
  if (row.accountId !== null) return personOfAccount(row, { name: tokenName, roles: held, expiresAt })
  return { kind: 'person', account: null, name: tokenName, roles: held, tokenName, tokenExpiresAt: expiresAt }
}

/** @throws HttpProblem 409 `no_account`. */
function accountOf({ account }: Person): Account {
  if (account) return account
  throw problem(
    409,
    'no_account',
    'The admin token of the endpoint itself has no account. Make an account, and use its own token.',
  )
}
