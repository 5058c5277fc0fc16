import type { RecordDeed } from '../audit/append.ts'
import type { Actor } from '../audit/entry.ts'
import { readValue, type Queries } from '../database/database.ts'
import { name, sql, type Sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { newUserId } from './secrets.ts'

/** Somebody whose work is recorded. */
export interface RecordedPerson {
  readonly userId: string
  /** Unlike everybody else's. */
  readonly name: string
  /** The key: two people can have one name, never one address. Null: known by name alone. */
  readonly email: string | null
  /** Since when they are no longer recorded, epoch ms. */
  readonly leftAt: number | null
}

const columns: Sql = sql`u.user_id as "userId", u.name, u.email, u.left_at as "leftAt"`

/** The columns of `PersonRow`. @param alias of `users` */
export const recordedPersonColumns = (alias: string): Sql => {
  const of = (column: string) => name(`${alias}.${column}`)
  return sql`${of('user_id')} as id, ${of('name')}, ${of('email')}, ${of('team')}, ${of('sample')}, ${of('left_at')} as "leftAt",
    case when ${of('next_team_from')} is not null
      then json_build_object('team', ${of('next_team')}, 'from', ${of('next_team_from')}) end as "nextTeam"`
}

/** @throws HttpProblem 409 `person_left` */
export function assertRecorded({ name: known, leftAt }: RecordedPerson): void {
  if (leftAt === null) return
  throw problem(409, 'person_left', `${known} has left. Say that they are back before a computer is enrolled for them.`)
}

/** @throws HttpProblem 404 `unknown_person` */
export async function personWithId(queries: Queries, userId: string): Promise<RecordedPerson> {
  const [person] = await queries.query<RecordedPerson>(sql`select ${columns} from users u where u.user_id = ${userId}`)
  if (!person) throw problem(404, 'unknown_person', 'Nobody with this id is recorded. GET /v1/people lists the ids.')
  return person
}

/** Whose e-mail address it is: their own, else that of an account that is linked to somebody of whom none is known. */
export async function personWithEmail(queries: Queries, email: string): Promise<RecordedPerson | undefined> {
  const [person] = await queries.query<RecordedPerson>(
    sql`select ${columns} from users u where lower(u.email) = lower(${email})
        or (u.email is null and u.user_id = (select a.user_id from accounts a where lower(a.email) = lower(${email})))
      order by u.email is null limit 1`,
  )
  return person
}

/** Names by e-mail address, in lower case. */
export async function namesByEmail(queries: Queries): Promise<ReadonlyMap<string, string>> {
  const rows = await queries.query<{ email: string; name: string }>(
    sql`select lower(email) as email, name from users where email is not null`,
  )
  return new Map(rows.map((row) => [row.email, row.name]))
}

/** Names that several people have, in lower case, without the e-mail address by which {@link distinctName} tells them apart. */
export async function sharedNames(queries: Queries): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ plain: string }>(
    sql`select lower(regexp_replace(name, ' \\([^ ()]+@[^ ()]+\\)$', '')) as plain from users group by 1 having count(*) > 1`,
  )
  return new Set(rows.map(({ plain }) => plain))
}

/**
 * The person of a name, by upper and lower case alike. With an e-mail address the name says too little: another person may have it.
 * @throws HttpProblem 409 `email_needed`
 */
export async function personWithName(queries: Queries, known: string): Promise<RecordedPerson | undefined> {
  const [person] = await queries.query<RecordedPerson>(
    sql`select ${columns} from users u where lower(u.name) = lower(${known}) order by u.name <> ${known} limit 1`,
  )
  if (!person || person.email === null) return person
  throw problem(
    409,
    'email_needed',
    `A code by name alone could be for somebody else: ${person.name} has the e-mail address ${person.email}. State it if the code is for them, ` +
      'and another one if it is for somebody else of this name.',
    { errors: [{ pointer: '/email', detail: 'Needed to say who of this name is meant.' }] },
  )
}

/**
 * The name by which a new person is shown. Denials and worklists name their owner by name, so that nobody has the name of somebody else: the
 * second one's is followed by the e-mail address.
 * @throws HttpProblem 409 `known_name`
 */
export async function distinctName(queries: Queries, stated: string, email: string): Promise<string> {
  const both = `${stated} (${email})`
  const taken = await queries.query<{ name: string }>(
    sql`select lower(name) as name from users where lower(name) in (lower(${stated}), lower(${both}))`,
  )
  const isFree = (one: string) => taken.every((other) => other.name !== one.toLowerCase())
  if (isFree(stated)) return stated
  if (isFree(both)) return both
  throw problem(409, 'known_name', `Somebody else is named ${both}. State another name.`)
}

/** The name of somebody new with an account. @throws HttpProblem 422 `name_needed` */
export async function nameOfAccount(queries: Queries, email: string): Promise<string> {
  const known = await readValue<string>(queries, sql`select name from accounts where lower(email) = lower(${email})`)
  if (known !== null) return known
  throw problem(422, 'name_needed', 'Nobody has this e-mail address yet. State the person’s name.', {
    errors: [{ pointer: '/user', detail: 'Needed for somebody new.' }],
  })
}

/** The name of somebody new by their e-mail address alone: that of their account, else what stands before the @, unless somebody has that name. */
export async function nameOfAddress(queries: Queries, email: string): Promise<string> {
  const local = email.slice(0, email.lastIndexOf('@'))
  const known = await readValue<string>(queries, sql`select name from accounts where lower(email) = lower(${email})`)
  if (known !== null) return known
  const taken = await queries.query(
    sql`select 1 from users where lower(name) = lower(${local}) or user_id = ${local} union all select 1 from denials where lower(owner) = lower(${local}) limit 1`,
  )
  return taken.length === 0 ? local : email
}

interface NewPerson {
  readonly name: string
  readonly email: string | null
  readonly sample: boolean
}

/** Somebody new; the caller holds the lock `people` and has made sure that nobody has the name or the e-mail address. */
export async function addPerson(
  queries: Queries,
  { name: shown, email, sample }: NewPerson,
  now: number,
): Promise<RecordedPerson> {
  let userId = newUserId()
  const isTaken = async () => (await queries.query(sql`select 1 from users where user_id = ${userId}`)).length > 0
  while (await isTaken()) userId = newUserId()
  await queries.query(
    sql`insert into users (user_id, name, email, team, sample, created_at)
      values (${userId}, ${shown}, ${email}, null, ${sample}, ${now})`,
  )
  return { userId, name: shown, email, leftAt: null }
}

/** The e-mail address of a person who has none. @throws HttpProblem 409 `known_email` */
export async function giveEmail(queries: Queries, userId: string, email: string): Promise<void> {
  const others = await queries.query(
    sql`select 1 from users where lower(email) = lower(${email}) and user_id <> ${userId}`,
  )
  if (others.length > 0) {
    throw problem(409, 'known_email', 'Another recorded person has this e-mail address.', {
      errors: [{ pointer: '/email', detail: 'belongs to another person already' }],
    })
  }
  await queries.query(sql`update users set email = ${email} where user_id = ${userId}`)
}

/**
 * The account with the person's e-mail address sees what is recorded of the person, unless it is somebody else's. Never by name.
 * @param noted in the audit log: who does it, where no person asks, and who learns of it
 */
export async function linkAccount(
  queries: Queries,
  userId: string,
  record: RecordDeed,
  noted: { readonly actor?: Actor; readonly people?: readonly string[] } = {},
): Promise<void> {
  const linked = await queries.query<{ accountId: string }>(
    sql`update accounts a set user_id = u.user_id from users u
      where u.user_id = ${userId} and lower(a.email) = lower(u.email) and a.user_id is null
      returning a.account_id as "accountId"`,
  )
  for (const { accountId } of linked) {
    await record(queries, {
      ...{ action: 'account_changed', object: accountId, before: { user: null }, after: { user: userId } },
      ...noted,
    })
  }
}
