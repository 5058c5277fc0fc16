import type { Role } from '../../shared/contract/access.ts'
import type { AccountChange, AccountRow, NewAccount } from '../../shared/contract/accounts.ts'
import type { Acting } from '../audit/append.ts'
import { changedParts } from '../audit/changed-parts.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant, takeLock } from '../database/locks.ts'
import { accounts } from '../database/schema/identity.ts'
import { columnNames } from '../database/table.ts'
import { sql, type Sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { beginOf, setTeams, teamsAt, teamTimes } from './account-teams.ts'
import type { Author } from '../audit/entry.ts'
import { personWithEmail } from './recorded-people.ts'
import { newId } from './secrets.ts'
import { endSessionsOf } from './sessions.ts'

/** All accounts by name, deactivated ones last. */
export async function listAccounts(queries: Queries, now: number): Promise<AccountRow[]> {
  return queries.query<AccountRow>(
    sql`select ${columns(now)} from accounts a order by deactivated_at is not null, lower(name), email`,
  )
}

/** @throws HttpProblem 409 `known_email`, 422 `unknown_user`. */
export async function createAccount(database: Database, given: NewAccount, acting: Acting): Promise<AccountRow> {
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    const account = await addAccount(queries, given, acting)
    await acting.record(queries, { ...accountCreated(account), people: toldOf(account.user, acting) })
    return account
  })
}

/**
 * The same, by a caller that has locked the tenant and notes it in the audit log. Where nobody is stated whose work is their own, it is the recorded
 * person of the same e-mail address, never of the same name.
 */
export async function addAccount(
  queries: Queries,
  given: NewAccount,
  { by, byAccount = null, now }: Author,
): Promise<AccountRow> {
  const { email, name, roles, teams = [], sample = false } = given
  await takeLock(queries, 'people')
  const user = given.user ?? (await personWithEmail(queries, email))?.userId ?? null
  await checkUser(queries, user)
  const known = await queries.query(sql`select 1 from accounts where lower(email) = lower(${email})`)
  if (known.length > 0) {
    throw problem(409, 'known_email', 'An account has this e-mail address already.', {
      errors: [{ pointer: '/email', detail: 'belongs to an account already' }],
    })
  }
  const accountId = newId('account')
  const row = {
    accountId,
    email,
    name,
    roles,
    userId: user,
    createdAt: now,
    createdBy: by,
    createdByAccount: byAccount,
    deactivatedAt: null,
    sample,
  }
  await queries.query(bulkInsert(accounts, columnNames(accounts, ...kept), [row]))
  await setTeams(queries, accountId, teams, now)
  return readAccount(queries, accountId, now)
}

/**
 * Changes an account; what is left out stays. Deactivating ends its tokens at once: each request reads the account. Who is activated again signs in
 * anew: what let them in before may be in other hands.
 * @param zone of the days from which teams are seen
 * @throws HttpProblem 404 `unknown_account`, 409 `last_admin`, `own_account`, 422 `past_date`, `unknown_user`.
 */
export async function changeAccount(
  database: Database,
  id: string,
  change: AccountChange,
  acting: Acting,
  zone: string,
): Promise<AccountRow> {
  const { now, record, byAccount } = acting
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    const before = await readAccount(queries, id, now)
    await checkUser(queries, change.user ?? null)
    const { name = before.name, roles = before.roles, user = before.user } = change
    // Whoever could would read another's records as their own.
    if (user !== before.user && byAccount === id) throw ownAccount()
    const isActive = change.deactivated === undefined ? before.deactivatedAt === null : !change.deactivated
    const deactivatedAt = isActive ? null : (before.deactivatedAt ?? now)
    await queries.query(
      sql`update accounts set name = ${name}, roles = ${roles}::text[], user_id = ${user},
          deactivated_at = ${deactivatedAt} where account_id = ${id}`,
    )
    if (change.teams) await setTeams(queries, id, change.teams, beginOf(change.teamsFrom, { now, zone }))
    if (change.unlink === true) {
      await queries.query(
        sql`update accounts set provider_issuer = null, provider_subject = null where account_id = ${id}`,
      )
      await endAccessOf(queries, id)
    }
    // Gone for good: a role that comes back brings no token back.
    await queries.query(
      sql`update access_tokens set roles = array(select unnest(roles) intersect select unnest(${roles}::text[])) where account_id = ${id}`,
    )
    if (isActive && before.deactivatedAt !== null) await endAccessOf(queries, id)
    if (isAdmin(before) && !(isActive && roles.includes('admin'))) await keepAnAdmin(queries)
    const after = await readAccount(queries, id, now)
    const changed = changedParts(auditedPart(before), auditedPart(after))
    const people = user === before.user ? [] : toldOf(user, acting)
    await record(queries, { action: 'account_changed', object: id, people, ...changed })
    return after
  })
}

/** Whether an account `a` has been used: an invitation that nobody accepted lets nobody in. Tokens are made by people who have signed in. */
export const hasSignedIn: Sql = sql`(a.password_hash is not null or a.provider_subject is not null
  or exists (select 1 from access_tokens t where t.account_id = a.account_id))`

const admin: Role = 'admin'
/** Whether an account `a` is one of an admin, and not deactivated. */
export const isActiveAdmin: Sql = sql`a.deactivated_at is null and ${admin} = any(a.roles)`

/** Whether there is an account of an admin, also of one who has not signed in yet. */
export async function hasAdmin(queries: Queries): Promise<boolean> {
  const found = await queries.query(sql`select 1 from accounts a where ${isActiveAdmin} limit 1`)
  return found.length > 0
}

/** Columns that an invitation and sign-ins set. */
const kept = [
  ...(['passwordHash', 'totpSecret', 'totpStep', 'failures', 'lockedUntil'] as const),
  ...(['providerIssuer', 'providerSubject'] as const),
] as const

/** What of an account the audit log tells. */
const auditedPart = ({ email, name, roles, teamTimes: teams, user, deactivatedAt, linkedTo }: AccountRow) => ({
  ...{ email, name, roles, teams, user, isActive: deactivatedAt === null, linkedTo },
})

/** How the audit log tells of a new account. */
export const accountCreated = (account: AccountRow) =>
  ({ action: 'account_created', object: account.id, after: auditedPart(account) }) as const

const isAdmin = ({ roles, deactivatedAt }: AccountRow) => deactivatedAt === null && roles.includes('admin')

const columns = (
  now: number,
): Sql => sql`account_id as id, email, name, roles, ${teamsAt(now)} as teams, ${teamTimes} as "teamTimes", user_id as "user", created_at as "createdAt", created_by as "createdBy",
  deactivated_at as "deactivatedAt", (password_hash is not null or provider_subject is not null) as "hasAccepted",
  provider_issuer as "linkedTo"`

async function readAccount(queries: Queries, id: string, now: number): Promise<AccountRow> {
  const [row] = await queries.query<AccountRow>(sql`select ${columns(now)} from accounts a where account_id = ${id}`)
  if (!row) throw problem(404, 'unknown_account', 'There is no such account.')
  return row
}

async function checkUser(queries: Queries, userId: string | null): Promise<void> {
  if (userId === null) return
  const found = await queries.query(sql`select 1 from users where user_id = ${userId}`)
  if (found.length > 0) return
  throw problem(422, 'unknown_user', 'Nobody with this id has been recorded. GET /v1/people lists the ids.', {
    errors: [{ pointer: '/user', detail: 'is the id of nobody here' }],
  })
}

/** Who learns that an account now reads their records as its own. Whoever has the endpoint's admin token has the endpoint: there is nothing to tell. */
export const toldOf = (user: string | null, { byAccount }: Pick<Acting, 'byAccount'>): readonly string[] =>
  user === null || (byAccount ?? null) === null ? [] : [user]

const ownAccount = () =>
  problem(409, 'own_account', 'Nobody says of their own account whose records it sees. Ask another admin.', {
    errors: [{ pointer: '/user', detail: 'is of your own account' }],
  })

/** @throws HttpProblem 409 `last_admin` when no account could administer the others. */
export async function keepAnAdmin(queries: Queries): Promise<void> {
  const found = await queries.query(sql`select 1 from accounts a where ${isActiveAdmin} and ${hasSignedIn} limit 1`)
  if (found.length > 0) return
  throw problem(
    409,
    'last_admin',
    'This is the only admin who has signed in. Give the role to another account first, and let its person sign in.',
  )
}

/** Ends sessions, tokens and open invitations of an account. */
export async function endAccessOf(queries: Queries, accountId: string): Promise<void> {
  await endSessionsOf(queries, accountId)
  await queries.query(sql`delete from access_tokens where account_id = ${accountId}`)
  await queries.query(sql`delete from invitations where account_id = ${accountId}`)
}
