import type { PersonChange } from '../../shared/contract/people.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { Acting } from '../audit/append.ts'
import { changedParts } from '../audit/changed-parts.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant, takeLock } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { beginOf } from '../identity/account-teams.ts'
import { keepAnAdmin, toldOf } from '../identity/accounts.ts'
import { giveEmail, linkAccount, personWithId, recordedPersonColumns } from '../identity/recorded-people.ts'
import { renameOwner } from './rename-owner.ts'

/**
 * Changes a recorded person; what is left out stays. A change of team takes what was recorded with it; one that is planned is dropped by the next.
 * @param zone of the day from which the team is another
 * @throws HttpProblem 404 `unknown_person`, 409 `known_name`, `known_email`, `last_admin`, 422 `past_date`.
 */
export async function changePerson(
  database: Database,
  id: string,
  change: PersonChange,
  acting: Acting,
  zone: string,
): Promise<PersonRow> {
  const { now, record } = acting
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    await takeLock(queries, 'people')
    await personWithId(queries, id)
    const before = await readPerson(queries, id)
    if (change.name !== undefined && change.name !== before.name) await rename(queries, before, change.name)
    if (change.email !== undefined && before.email !== null) await unlinkAccountOf(queries, before.email, change.email)
    if (change.email === null) await queries.query(sql`update users set email = null where user_id = ${id}`)
    else if (change.email !== undefined) {
      await giveEmail(queries, id, change.email)
      await linkAccount(queries, id, record, { people: toldOf(id, acting) })
    }
    if (change.team !== undefined)
      await moveTo(queries, id, change.team, beginOf(change.teamFrom, { now, zone }, '/teamFrom'), now)
    const left = change.active === false ? await leave(queries, before, now) : {}
    if (change.active === true) await queries.query(sql`update users set left_at = null where user_id = ${id}`)
    const after = await readPerson(queries, id)
    const changed = changedParts(auditedPart(before), auditedPart(after))
    await record(queries, {
      ...{ action: 'person_changed', object: id, before: changed?.before },
      after: { ...(changed?.after as object | undefined), ...left },
    })
    return after
  })
}

/** What of a person the audit log tells. */
const auditedPart = ({ name, email, team, nextTeam, leftAt }: PersonRow) => ({
  ...{ name, email, team, nextTeam, isActive: leftAt === null },
})

async function readPerson(queries: Queries, id: string): Promise<PersonRow> {
  const [row] = await queries.query<PersonRow>(
    sql`select ${recordedPersonColumns('p')} from users p where p.user_id = ${id}`,
  )
  if (!row) throw new Error('a person who was just read is gone')
  return row
}

/** Denials follow. A file that names them by the old name needs the new one from then on. */
async function rename(queries: Queries, { id, name }: PersonRow, to: string): Promise<void> {
  const others = await queries.query(sql`select 1 from users where lower(name) = lower(${to}) and user_id <> ${id}`)
  if (others.length > 0) {
    throw problem(409, 'known_name', 'Somebody else is shown by this name. Denials name their owner by it.', {
      errors: [{ pointer: '/name', detail: 'belongs to somebody else' }],
    })
  }
  await queries.query(sql`update users set name = ${to} where user_id = ${id}`)
  await renameOwner(queries, name, to)
}

/** The account of an address that is not the person's any more is not theirs either: the address may have been mistyped. */
async function unlinkAccountOf(queries: Queries, before: string, now: string | null): Promise<void> {
  if (before.toLowerCase() === now?.toLowerCase()) return
  await queries.query(
    sql`update accounts a set user_id = null where lower(a.email) = lower(${before})
      and a.user_id = (select u.user_id from users u where lower(u.email) = lower(${before}))`,
  )
}

async function moveTo(queries: Queries, id: string, team: string | null, begin: number, now: number): Promise<void> {
  await queries.query(
    begin <= now
      ? sql`update users set team = ${team}, next_team = null, next_team_from = null where user_id = ${id}`
      : sql`update users set next_team = ${team}, next_team_from = ${begin} where user_id = ${id}`,
  )
}

/**
 * Ends what a leaver can do: devices are revoked, codes for them expire, their account is deactivated. What was recorded stays.
 * @returns what ended, for the audit log @throws HttpProblem 409 `last_admin`
 */
async function leave(queries: Queries, { id, name, leftAt }: PersonRow, now: number): Promise<object> {
  if (leftAt !== null) return {}
  await queries.query(
    sql`update users set left_at = ${now}, next_team = null, next_team_from = null where user_id = ${id}`,
  )
  const devices = await queries.query<{ id: string }>(
    sql`update devices set revoked_at = ${now} where user_id = ${id} and revoked_at is null returning device_id as id`,
  )
  const codes = await queries.query<{ id: string }>(
    sql`update enrollment_codes c set expires_at = ${now} where c.used_at is null and c.expires_at > ${now} and (
        c.user_id = ${id} or (c.email is null and lower(c.user_name) = lower(${name}))
        or lower(c.email) in (select lower(u.email) from users u where u.user_id = ${id})
      ) returning c.code_id as id`,
  )
  const accounts = await queries.query<{ id: string; isAdmin: boolean }>(
    sql`update accounts set deactivated_at = ${now} where user_id = ${id} and deactivated_at is null
      returning account_id as id, 'admin' = any(roles) as "isAdmin"`,
  )
  if (accounts.some(({ isAdmin }) => isAdmin)) await keepAnAdmin(queries)
  const ids = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id).toSorted()
  return { revokedDevices: ids(devices), canceledCodes: ids(codes), deactivatedAccounts: ids(accounts) }
}
