import type { ListedPeople, PeopleList, PersonLine } from '../../shared/contract/people-list.ts'
import { planPeople, type KnownPerson, type PlannedPerson } from '../../shared/people-list/index.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant, takeLock } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { toldOf } from '../identity/accounts.ts'
import { addPerson, linkAccount } from '../identity/recorded-people.ts'
import { readPeopleCsv } from './people-csv.ts'
import { renameOwner } from './rename-owner.ts'

/** The rows of a list. @throws HttpProblem 422 `bad_list` */
export const linesOf = ({ csv, people = [] }: PeopleList): readonly PersonLine[] =>
  csv === undefined
    ? people.map(({ name, email, team = '' }, index) => ({ line: index + 1, name, email, team }))
    : readPeopleCsv(csv)

/** What a list would do; nothing is changed. */
export async function previewPeople(queries: Queries, lines: readonly PersonLine[]): Promise<ListedPeople> {
  return { rows: planPeople(lines, await knownPeople(queries)).map(answered), saved: false, ids: [] }
}

/**
 * Adds the people of a list who are new and changes those who are known, in one transaction. Who is meant is told by the e-mail address.
 * @param leaveOut rows at fault are left out
 * @throws HttpProblem 422 `faulty_rows` with an error for each; nothing was changed
 */
export async function addPeople(
  database: Database,
  lines: readonly PersonLine[],
  { leaveOut }: { readonly leaveOut: boolean },
  acting: Acting,
): Promise<ListedPeople> {
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    await takeLock(queries, 'people')
    const rows = planPeople(lines, await knownPeople(queries))
    const faulty = rows.filter(({ effect }) => effect === 'faulty')
    if (faulty.length > 0 && !leaveOut) {
      throw problem(422, 'faulty_rows', 'Rows of the list are at fault; nothing was changed.', {
        errors: faulty.map(({ line, fault }) => ({ pointer: `/rows/${line}`, detail: fault ?? '' })),
      })
    }
    const ids = new Set<string>()
    // A name that one person gives up may be another's from now on.
    for (const row of rows.filter(({ effect }) => effect === 'changed')) await changeKnown(queries, row, acting)
    for (const row of rows.filter(({ effect }) => effect === 'new')) ids.add(await addNew(queries, row, acting))
    for (const { known } of rows) if (known !== null) ids.add(known.id)
    return { rows: rows.map(answered), saved: true, ids: [...ids] }
  })
}

/** Everybody who is recorded. Of somebody without an e-mail address, that of the account that sees their work. */
const knownPeople = (queries: Queries): Promise<readonly KnownPerson[]> =>
  queries.query<KnownPerson>(
    sql`select u.user_id as id, u.name, coalesce(u.email, (select min(a.email) from accounts a where a.user_id = u.user_id)) as email,
        u.team, u.left_at as "leftAt"
      from users u`,
  )

async function addNew(queries: Queries, { name, email, team }: PlannedPerson, acting: Acting): Promise<string> {
  const { userId } = await addPerson(queries, { name, email, sample: false }, acting.now)
  await queries.query(sql`update users set team = ${team} where user_id = ${userId}`)
  await linkAccount(queries, userId, acting.record, { people: toldOf(userId, acting) })
  await acting.record(queries, { action: 'person_added', object: userId, after: { name, email, team } })
  return userId
}

async function changeKnown(
  queries: Queries,
  { known, changes, email }: PlannedPerson,
  { record }: Acting,
): Promise<void> {
  if (known === null) throw new Error('a row that changes somebody names who is known')
  const parts = (side: 'from' | 'to') => Object.fromEntries(changes.map((change) => [change.field, change[side]]))
  for (const { field, to } of changes) {
    if (field === 'name') {
      await queries.query(sql`update users set name = ${to} where user_id = ${known.id}`)
      await renameOwner(queries, known.name, to ?? known.name)
    } else {
      // A change of team that was planned is dropped, as by a change of the person.
      await queries.query(
        sql`update users set team = ${to}, next_team = null, next_team_from = null where user_id = ${known.id}`,
      )
    }
  }
  // Known so far by the address of their account alone.
  await queries.query(sql`update users set email = ${email} where user_id = ${known.id} and email is null`)
  await record(queries, { action: 'person_changed', object: known.id, before: parts('from'), after: parts('to') })
}

const answered = ({ known: _known, ...row }: PlannedPerson) => row
