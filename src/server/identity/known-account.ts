import type { Role } from '../../shared/contract/access.ts'
import { sql, type Sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { teamsAt } from './account-teams.ts'
import type { Account, Person } from './principal.ts'

/** An account as a token or a session finds it. */
export interface KnownAccount extends Account {
  readonly name: string
  readonly roles: readonly Role[]
  readonly deactivatedAt: number | null
}

/** Its columns, of `accounts a`. @param now epoch ms: which teams it sees depends on the day */
export const knownAccountColumns = (
  now: number,
): Sql => sql`a.account_id as "accountId", a.email, a.name, a.roles, ${teamsAt(now)} as teams,
  a.user_id as "userId", a.deactivated_at as "deactivatedAt"`

/**
 * The person of an account, who may what it may.
 * @param token of a program: the person then has of the account's roles those that it holds
 * @throws HttpProblem 401 `deactivated`
 */
export function personOfAccount(
  known: KnownAccount,
  token: { readonly name: string; readonly roles: readonly Role[]; readonly expiresAt: number | null } | null = null,
): Person {
  const { accountId, email, name, roles, teams, userId, deactivatedAt } = known
  if (deactivatedAt !== null) throw problem(401, 'deactivated', 'This account has been deactivated.')
  const account = { accountId, email, teams, userId }
  const held = token === null ? roles : token.roles.filter((role) => roles.includes(role))
  const { name: tokenName, expiresAt: tokenExpiresAt } = token ?? { name: null, expiresAt: null }
  return { kind: 'person', account, name, roles: held, tokenName, tokenExpiresAt }
}
