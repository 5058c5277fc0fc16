import type { z } from 'zod'
import type { accessRequestSchema, PeopleAccess, PersonAccess } from '../../shared/contract/people-list.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant, takeLock } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { accountCreated, addAccount, hasSignedIn, toldOf } from '../identity/accounts.ts'
import { addEnrollmentCode } from '../identity/enrollment-codes.ts'
import { addInvitation } from '../identity/invitations.ts'
import { assertRecorded } from '../identity/recorded-people.ts'

interface Person {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly team: string | null
  readonly leftAt: number | null
}

/**
 * Makes enrollment codes and invitations for many people, in one transaction. Somebody without an account gets one as a biller, who sees their own
 * work. Nobody's sign-in is reset: who has signed in gets no invitation.
 * @throws HttpProblem 404 `unknown_person`, 409 `person_left`
 */
export async function giveAccess(
  database: Database,
  { people, codes, invitations, codesExpireInDays }: z.output<typeof accessRequestSchema>,
  acting: Acting,
): Promise<PeopleAccess> {
  const minutes = codesExpireInDays * (DAY_MS / MINUTE_MS)
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    await takeLock(queries, 'people')
    const rows: PersonAccess[] = []
    for (const person of await readPeople(queries, [...new Set(people)])) {
      const { leftAt, ...shown } = person
      assertRecorded({ userId: person.id, name: person.name, email: person.email, leftAt })
      rows.push({
        ...shown,
        code: codes ? await codeFor(queries, person, minutes, acting) : null,
        ...(invitations ? await invitationFor(queries, person, acting) : { invitation: null, noInvitation: null }),
      })
    }
    return { rows }
  })
}

/** By name. @throws HttpProblem 404 `unknown_person` */
async function readPeople(queries: Queries, ids: readonly string[]): Promise<readonly Person[]> {
  const people = await queries.query<Person>(
    sql`select user_id as id, name, email, team, left_at as "leftAt" from users where user_id = any(${ids}::text[]) order by name`,
  )
  if (people.length === ids.length) return people
  throw problem(404, 'unknown_person', 'One of these people is not recorded. GET /v1/people lists the ids.')
}

async function codeFor(queries: Queries, { name, email }: Person, expiresInMinutes: number, acting: Acting) {
  const whose = email === null ? { user: name } : { email }
  const { code, expiresAt } = await addEnrollmentCode(queries, { ...whose, expiresInMinutes }, acting)
  return { text: code, expiresAt }
}

type Invited = Pick<PersonAccess, 'invitation' | 'noInvitation'>

async function invitationFor(queries: Queries, person: Person, acting: Acting): Promise<Invited> {
  const none = (noInvitation: NonNullable<PersonAccess['noInvitation']>): Invited => ({
    invitation: null,
    noInvitation,
  })
  if (person.email === null) return none('no_email')
  const [account] = await queries.query<{
    readonly accountId: string
    readonly user: string | null
    readonly isActive: boolean
    readonly isUsed: boolean
  }>(
    sql`select a.account_id as "accountId", a.user_id as "user", a.deactivated_at is null as "isActive", ${hasSignedIn} as "isUsed"
      from accounts a where lower(a.email) = lower(${person.email})`,
  )
  if (account && !account.isActive) return none('deactivated')
  if (account && account.user !== null && account.user !== person.id) return none('account_of_another')
  if (account?.isUsed) return none('has_signed_in')
  const { token, expiresAt } = await addInvitation(
    queries,
    account?.accountId ?? (await addBiller(queries, { ...person, email: person.email }, acting)),
    acting,
  )
  return { invitation: { text: token, expiresAt }, noInvitation: null }
}

async function addBiller(
  queries: Queries,
  { id, name, email }: Person & { readonly email: string },
  acting: Acting,
): Promise<string> {
  const account = await addAccount(queries, { name, email, roles: ['biller'], user: id }, acting)
  await acting.record(queries, { ...accountCreated(account), people: toldOf(id, acting) })
  return account.id
}
