import { createHmac, randomBytes } from 'node:crypto'
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import type { Acting } from '../audit/append.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Role } from '../../shared/contract/access.ts'
import type { Database, Queries } from '../database/database.ts'
import { sessions } from '../database/schema/identity.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { problem } from '../errors/problem.ts'
import { knownAccountColumns, personOfAccount, type KnownAccount } from './known-account.ts'
import { accountActor, type Person } from './principal.ts'
import { hashSecret, isSameSecret } from './secrets.ts'

/** A browser that nobody has used this long is signed out, ms. */
export const IDLE_SIGN_OUT_MS = 30 * MINUTE_MS
/** A session ends after this in any case, ms. */
export const LONGEST_SESSION_MS = 12 * HOUR_MS
/** When a session was last seen is written at most this often, ms. */
const SEEN_EVERY_MS = MINUTE_MS

/** How somebody signed in, as the audit log says it. */
export type SignInWay = 'password' | 'invitation' | 'provider'

/** A new session of an account. Last in its transaction: it is noted in the audit log. @returns its secret, which only the browser keeps */
export async function openSession(
  queries: Queries,
  accountId: string,
  { now, record }: Acting,
  way: SignInWay,
): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const row = { sessionHash: hashSecret(secret), accountId, createdAt: now, lastSeenAt: now }
  await queries.query(bulkInsert(sessions, columnNames(sessions), [row]))
  await queries.query(
    sql`delete from sessions where created_at <= ${now - LONGEST_SESSION_MS} or last_seen_at <= ${now - IDLE_SIGN_OUT_MS}`,
  )
  const [known] = await queries.query<{ name: string; roles: Role[] }>(
    sql`select name, roles from accounts where account_id = ${accountId}`,
  )
  const actor = accountActor(accountId, known?.name ?? null, known?.roles ?? [])
  await record(queries, { action: 'signed_in', actor, after: { with: way } })
  return secret
}

/** What requests that change something carry beside the cookie: another site can have it sent, but not read it. */
export const csrfTokenOf = (secret: string): string =>
  createHmac('sha256', secret).update('touchledger csrf').digest('base64url')

export const isCsrfToken = (secret: string, given: string): boolean => isSameSecret(given, csrfTokenOf(secret))

/** Whose session it is. @param isUnattended the page asks by itself: the session goes on no longer for it @throws HttpProblem 401 `signed_out`, `deactivated`. */
export async function personOfSession(
  queries: Queries,
  secret: string,
  now: number,
  isUnattended = false,
): Promise<Person> {
  const sessionHash = hashSecret(secret)
  const [row] = await queries.query<KnownAccount & { readonly createdAt: number; readonly lastSeenAt: number }>(
    sql`select ${knownAccountColumns(now)}, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt"
      from sessions s join accounts a on a.account_id = s.account_id where s.session_hash = ${sessionHash}`,
  )
  if (!row || row.lastSeenAt <= now - IDLE_SIGN_OUT_MS || row.createdAt <= now - LONGEST_SESSION_MS) {
    throw problem(401, 'signed_out', 'You are signed out. Sign in again.')
  }
  const person = personOfAccount(row)
  if (!isUnattended && row.lastSeenAt <= now - SEEN_EVERY_MS) {
    await queries.query(sql`update sessions set last_seen_at = ${now} where session_hash = ${sessionHash}`)
  }
  return person
}

/** Ends the browser's session, if there is one, and all others of an account if one is given. */
export async function endSessions(
  database: Database,
  ended: { readonly secret: string | null; readonly allOf: string | null },
  { record }: Acting,
): Promise<void> {
  const { secret, allOf } = ended
  await database.transaction(async (queries) => {
    if (secret !== null) await queries.query(sql`delete from sessions where session_hash = ${hashSecret(secret)}`)
    if (allOf !== null) await endSessionsOf(queries, allOf)
    await record(queries, { action: 'signed_out', after: { everywhere: allOf !== null } })
  })
}

/** Ends all sessions of an account. */
export async function endSessionsOf(queries: Queries, accountId: string): Promise<void> {
  await queries.query(sql`delete from sessions where account_id = ${accountId}`)
}
