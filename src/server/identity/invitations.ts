import type { AcceptInvitation, Invitation, OpenedInvitation } from '../../shared/contract/accounts.ts'
import { DAY_MS } from '../../shared/time.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { HttpProblem, problem } from '../errors/problem.ts'
import { checkPassword, hashPassword } from './passwords.ts'
import { newTotpSecret, stepOfCode, totpUri } from './second-factor.ts'
import { hashSecret, newAccessToken } from './secrets.ts'
import { nobody } from './principal.ts'
import { endSessionsOf, openSession } from './sessions.ts'

const VALID_MS = 7 * DAY_MS

/** A new invitation, in place of an earlier one. It is answered once and stored as a hash. @throws HttpProblem 404 `unknown_account`. */
export async function invite(database: Database, accountId: string, { now, record }: Acting): Promise<Invitation> {
  const token = newAccessToken()
  const expiresAt = now + VALID_MS
  await database.transaction(async (queries) => {
    const made = await queries.query(
      sql`insert into invitations (account_id, token_hash, totp_secret, expires_at)
      select account_id, ${hashSecret(token)}, ${newTotpSecret()}, ${expiresAt}::bigint from accounts
      where account_id = ${accountId} and deactivated_at is null
      on conflict (account_id) do update
        set token_hash = excluded.token_hash, totp_secret = excluded.totp_secret, expires_at = excluded.expires_at
      returning account_id`,
    )
    if (made.length === 0) throw problem(404, 'unknown_account', 'There is no such account, or it is deactivated.')
    await record(queries, { action: 'invitation_made', object: accountId, after: { expiresAt } })
  })
  return { token, expiresAt }
}

/** @throws HttpProblem 410 `bad_invitation`. */
export async function openInvitation(queries: Queries, token: string, now: number): Promise<OpenedInvitation> {
  const { name, email, totpSecret } = await find(queries, token, now)
  return { name, email, totpSecret, totpUri: totpUri(totpSecret, email) }
}

/**
 * Sets password and second factor. Whoever was signed in with the earlier ones is signed out.
 * @returns the secret of a new session
 * @throws HttpProblem 410 `bad_invitation`, 422 `bad_code`, `bad_password`.
 */
export async function acceptInvitation(
  database: Database,
  { token, password, code }: AcceptInvitation,
  acting: Acting,
): Promise<string> {
  const { now } = acting
  const refuse = (object: string | null, why: string) =>
    database.transaction((queries) =>
      acting.record(queries, { action: 'sign_in_refused', actor: nobody, object, after: { why } }),
    )
  const { accountId, totpSecret, ...person } = await find(database, token, now).catch(async (error: unknown) => {
    if (error instanceof HttpProblem) await refuse(null, 'no such invitation')
    throw error
  })
  checkPassword(password, person)
  const step = await stepOfCode({ secret: totpSecret, usedStep: null }, code, now)
  if (step === null) {
    await refuse(accountId, 'wrong code with an invitation')
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
    const used = await queries.query(
      sql`delete from invitations where token_hash = ${hashSecret(token)} and expires_at > ${now} returning account_id`,
    )
    if (used.length === 0) throw badInvitation()
    await queries.query(
      sql`update accounts set password_hash = ${passwordHash}, totp_secret = ${totpSecret}, totp_step = ${step}, failures = 0, locked_until = null
        where account_id = ${accountId}`,
    )
    await endSessionsOf(queries, accountId)
    return openSession(queries, accountId, acting, 'invitation')
  })
}

async function find(queries: Queries, token: string, now: number) {
  const [row] = await queries.query<{ accountId: string; totpSecret: string; name: string; email: string }>(
    sql`select i.account_id as "accountId", i.totp_secret as "totpSecret", a.name, a.email
      from invitations i join accounts a on a.account_id = i.account_id
      where i.token_hash = ${hashSecret(token)} and i.expires_at > ${now} and a.deactivated_at is null`,
  )
  if (!row) throw badInvitation()
  return row
}

const badInvitation = () =>
  problem(410, 'bad_invitation', 'This invitation has been used or has expired. Ask an admin for a new one.')
