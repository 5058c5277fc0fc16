import type { Role } from '../../shared/contract/access.ts'
import type { AccountChange, AccountRow, NewAccount } from '../../shared/contract/accounts.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant } from '../database/locks.ts'
import { accounts } from '../database/schema/identity.ts'
import { columnNames } from '../database/table.ts'
import { sql, type Sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import type { Author } from './principal.ts'
import { newId } from './secrets.ts'

/** All accounts by name, deactivated ones last. */
export async function listAccounts(queries: Queries): Promise<AccountRow[]> {
  return queries.query<AccountRow>(
    sql`select ${columns} from accounts order by deactivated_at is not null, lower(name), email`,
  )
}

/** @throws HttpProblem 409 `known_email`, 422 `unknown_user`. */
export async function createAccount(database: Database, given: NewAccount, { by, now }: Author): Promise<AccountRow> {
  const { email, name, roles, teams = [], user = null } = given
  return database.transaction(async (queries) => {
    await lockTenant(queries)
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
      teams,
      userId: user,
      createdAt: now,
      createdBy: by,
      deactivatedAt: null,
    }
    await queries.query(bulkInsert(accounts, columnNames(accounts, ...kept), [row]))
    return readAccount(queries, accountId)
  })
}

/**
 * Changes an account; what is left out stays. Deactivating ends its tokens at once: each request reads the account.
 * @throws HttpProblem 404 `unknown_account`, 409 `last_admin`, 422 `unknown_user`.
 */
export async function changeAccount(
  database: Database,
  id: string,
  change: AccountChange,
  now: number,
): Promise<AccountRow> {
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    const before = await readAccount(queries, id)
    await checkUser(queries, change.user ?? null)
    const { name = before.name, roles = before.roles, teams = before.teams, user = before.user } = change
    const isActive = change.deactivated === undefined ? before.deactivatedAt === null : !change.deactivated
    const deactivatedAt = isActive ? null : (before.deactivatedAt ?? now)
    await queries.query(
      sql`update accounts set name = ${name}, roles = ${roles}::text[], teams = ${teams}::text[], user_id = ${user},
          deactivated_at = ${deactivatedAt} where account_id = ${id}`,
    )
    if (isAdmin(before) && !(isActive && roles.includes('admin'))) await keepAnAdmin(queries)
    return readAccount(queries, id)
  })
}

/** Columns that an invitation and sign-ins set. */
const kept = ['passwordHash', 'totpSecret', 'totpStep', 'failures', 'lockedUntil'] as const

const isAdmin = ({ roles, deactivatedAt }: AccountRow) => deactivatedAt === null && roles.includes('admin')

const columns: Sql = sql`account_id as id, email, name, roles, teams, user_id as "user", created_at as "createdAt", created_by as "createdBy",
  deactivated_at as "deactivatedAt", password_hash is not null as "hasAccepted"`

async function readAccount(queries: Queries, id: string): Promise<AccountRow> {
  const [row] = await queries.query<AccountRow>(sql`select ${columns} from accounts where account_id = ${id}`)
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

/** @throws HttpProblem 409 `last_admin` when no account could administer the others. */
export async function keepAnAdmin(queries: Queries): Promise<void> {
  const role: Role = 'admin'
  const left = await queries.query(
    sql`select 1 from accounts where deactivated_at is null and ${role} = any(roles) limit 1`,
  )
  if (left.length > 0) return
  throw problem(409, 'last_admin', 'This is the only account with the role admin. Give the role to another one first.')
}
