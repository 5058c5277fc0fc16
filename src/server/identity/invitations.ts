import type { AcceptInvitation, Invitation, OpenedInvitation } from '../../shared/contract/accounts.ts'
import { DAY_MS } from '../../shared/time.ts'
import { recordAlone, type Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { HttpProblem, problem } from '../errors/problem.ts'
import { accountCreated, addAccount, endAccessOf, hasAdmin, hasSignedIn } from './accounts.ts'
import { checkPassword, hashPassword } from './passwords.ts'
import { newTotpSecret, stepOfCode, totpUri } from './second-factor.ts'
import { hashSecret, newAccessToken } from './secrets.ts'
import { nobody } from './principal.ts'
import { openSession } from './sessions.ts'

const VALID_MS = 7 * DAY_MS
/** How long the link for the first admin works, ms: whoever starts an endpoint sets it up. */
export const FIRST_ADMIN_VALID_MS = DAY_MS
/** In place of an account's id, and as the authenticator app shows it. */
const FIRST_ADMIN = 'first admin'

/** A new invitation, in place of an earlier one. It is answered once and stored as a hash. @throws HttpProblem 404 `unknown_account`. */
export const invite = (database: Database, accountId: string, acting: Acting): Promise<Invitation> =>
  database.transaction((queries) => addInvitation(queries, accountId, acting))

/** The same, in the transaction of a caller. */
export async function addInvitation(queries: Queries, accountId: string, { now, record }: Acting): Promise<Invitation> {
  const token = newAccessToken()
  const expiresAt = now + VALID_MS
  const made = await queries.query<{ isUsed: boolean }>(
    sql`insert into invitations (account_id, token_hash, totp_secret, expires_at)
      select account_id, ${hashSecret(token)}, ${newTotpSecret()}, ${expiresAt}::bigint from accounts
      where account_id = ${accountId} and deactivated_at is null
      on conflict (account_id) do update
        set token_hash = excluded.token_hash, totp_secret = excluded.totp_secret, expires_at = excluded.expires_at
      returning (select ${hasSignedIn} from accounts a where a.account_id = ${accountId}) as "isUsed"`,
  )
  const [invited] = made
  if (!invited) throw problem(404, 'unknown_account', 'There is no such account, or it is deactivated.')
  const after = { expiresAt, ...(invited.isUsed && { resetsSignIn: true }) }
  await record(queries, { action: 'invitation_made', object: accountId, after })
  return { token, expiresAt }
}

/** Until when an invitation works by which somebody could set the password of an account anew, epoch ms; null: there is none. */
export async function invitedUntil(queries: Queries, accountId: string, now: number): Promise<number | null> {
  const [row] = await queries.query<{ expiresAt: number }>(
    sql`select expires_at as "expiresAt" from invitations where account_id = ${accountId} and expires_at > ${now}`,
  )
  return row?.expiresAt ?? null
}

/** A new link for the first admin, who has no account yet, in place of an earlier one. */
export async function inviteFirstAdmin(queries: Queries, now: number): Promise<Invitation> {
  const token = newAccessToken()
  const expiresAt = now + FIRST_ADMIN_VALID_MS
  await queries.query(
    sql`insert into invitations (account_id, token_hash, totp_secret, expires_at)
      values (${FIRST_ADMIN}, ${hashSecret(token)}, ${newTotpSecret()}, ${expiresAt}::bigint)
      on conflict (account_id) do update
        set token_hash = excluded.token_hash, totp_secret = excluded.totp_secret, expires_at = excluded.expires_at`,
  )
  return { token, expiresAt }
}

/**
 * Shows a new second factor at each opening: whoever opened the link before does not know the one that is accepted.
 * @param endsPasswords whoever has signed in at the identity provider has to go there
 * @throws HttpProblem 403 `use_provider`, 410 `bad_invitation`.
 */
export async function openInvitation(
  database: Database,
  token: string,
  { now, record }: Acting,
  endsPasswords: boolean,
): Promise<OpenedInvitation> {
  return database.transaction(async (queries) => {
    const invited = await find(queries, token, now)
    assertPassword(invited, endsPasswords)
    const { accountId, name, email } = invited
    const totpSecret = newTotpSecret()
    await queries.query(sql`update invitations set totp_secret = ${totpSecret} where token_hash = ${hashSecret(token)}`)
    await record(queries, { action: 'invitation_opened', actor: nobody, object: accountId })
    return { name, email, totpSecret, totpUri: totpUri(totpSecret, email ?? FIRST_ADMIN) }
  })
}

/**
 * Sets password and second factor; of the first admin, makes the account. Whoever was signed in with the earlier ones is signed out, and tokens end.
 * @param endsPasswords whoever has signed in at the identity provider has to go there
 * @returns the secret of a new session
 * @throws HttpProblem 403 `use_provider`, 409 `known_email`, 410 `bad_invitation`, 422 `bad_code`, `bad_password`, `no_name`.
 */
export async function acceptInvitation(
  database: Database,
  { token, password, code, ...given }: AcceptInvitation,
  acting: Acting,
  endsPasswords: boolean,
): Promise<string> {
  const { now } = acting
  const refuse = (object: string | null, why: string) =>
    recordAlone(database, acting, { action: 'sign_in_refused', actor: nobody, object, after: { why } })
  const invited = await find(database, token, now).catch(async (error: unknown) => {
    if (error instanceof HttpProblem) await refuse(null, 'no such invitation')
    throw error
  })
  assertPassword(invited, endsPasswords)
  const { totpSecret } = invited
  const person = invited.isFirstAdmin ? namesOf(given) : invited
  checkPassword(password, person)
  const step = await stepOfCode({ secret: totpSecret, usedStep: null }, code, now)
  if (step === null) {
    await refuse(invited.accountId, 'wrong code with an invitation')
    throw problem(
      422,
      'bad_code',
      'This is not the present code of the authenticator app. Enter the one that it shows now.',
      {
        errors: [{ pointer: '/code', detail: 'is not the present code' }],
      },
    )
  }
  const passwordHash = await hashPassword(password)
  return database.transaction(async (queries) => {
    if (invited.isFirstAdmin) await lockTenant(queries)
    const used = await queries.query(
      sql`delete from invitations where token_hash = ${hashSecret(token)} and totp_secret = ${totpSecret} and expires_at > ${now}
        returning account_id`,
    )
    if (used.length === 0) throw badInvitation()
    const accountId = invited.isFirstAdmin ? await addFirstAdmin(queries, person, acting) : invited.accountId
    await queries.query(
      sql`update accounts set password_hash = ${passwordHash}, totp_secret = ${totpSecret}, totp_step = ${step}, failures = 0, locked_until = null
        where account_id = ${accountId}`,
    )
    await endAccessOf(queries, accountId)
    return openSession(queries, accountId, acting, 'invitation')
  })
}

/** Somebody with an account, or the first admin, who has none yet. */
type Invited = { readonly accountId: string; readonly totpSecret: string; readonly isLinked: boolean } & (
  | { readonly isFirstAdmin: true; readonly name: null; readonly email: null }
  | { readonly isFirstAdmin: false; readonly name: string; readonly email: string }
)

async function find(queries: Queries, token: string, now: number): Promise<Invited> {
  const [row] = await queries.query<Invited>(
    sql`select i.account_id as "accountId", i.totp_secret as "totpSecret", a.name, a.email, i.account_id = ${FIRST_ADMIN} as "isFirstAdmin",
        a.provider_subject is not null as "isLinked"
      from invitations i left join accounts a on a.account_id = i.account_id and a.deactivated_at is null
      where i.token_hash = ${hashSecret(token)} and i.expires_at > ${now}
        and (a.account_id is not null or i.account_id = ${FIRST_ADMIN})`,
  )
  if (!row) throw badInvitation()
  return row
}

/** @throws HttpProblem 403 `use_provider` */
function assertPassword({ isLinked }: Invited, endsPasswords: boolean): void {
  if (!isLinked || !endsPasswords) return
  throw problem(
    403,
    'use_provider',
    'You sign in by your organization’s account. Ask an admin to unlink your account first if you lost that.',
  )
}

/** @throws HttpProblem 422 `no_name`. */
function namesOf({ name, email }: Pick<AcceptInvitation, 'name' | 'email'>) {
  if (name !== undefined && email !== undefined) return { name, email }
  const errors = [
    ...(name === undefined ? [{ pointer: '/name', detail: 'is missing' }] : []),
    ...(email === undefined ? [{ pointer: '/email', detail: 'is missing' }] : []),
  ]
  throw problem(422, 'no_name', 'The first admin has no account yet: name and e-mail address are needed.', { errors })
}

/** @returns the account's id @throws HttpProblem 409 `known_email`, 410 `bad_invitation` when there is an admin meanwhile */
async function addFirstAdmin(
  queries: Queries,
  person: { readonly name: string; readonly email: string },
  { now, record }: Acting,
): Promise<string> {
  if (await hasAdmin(queries)) throw badInvitation()
  const account = await addAccount(queries, { ...person, roles: ['admin'] }, { by: FIRST_ADMIN, now })
  await record(queries, { ...accountCreated(account), actor: { ...nobody, actorName: 'first-admin link' } })
  return account.id
}

const badInvitation = () =>
  problem(410, 'bad_invitation', 'This invitation has been used or has expired. Ask an admin for a new one.')
