import type { SignIn } from '../../shared/contract/accounts.ts'
import { MINUTE_MS, SECOND_MS } from '../../shared/time.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { isPassword } from './passwords.ts'
import { stepOfCode } from './second-factor.ts'
import { nobody } from './principal.ts'
import { openSession } from './sessions.ts'

/** Attempts before an account waits between them. */
const FREE_ATTEMPTS = 5
const FIRST_WAIT_MS = 15 * SECOND_MS
const LONGEST_WAIT_MS = 15 * MINUTE_MS

/** How long an account takes no further attempt after this many failures in a row, ms: 15 s after the fifth, twice as long after each more. */
export function waitAfter(failures: number): number {
  const beyond = failures - FREE_ATTEMPTS
  return beyond < 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** beyond)
}

interface Known {
  readonly accountId: string
  readonly totpSecret: string | null
  readonly totpStep: number | null
  readonly failures: number
  readonly lockedUntil: number | null
  readonly isLinked: boolean
}

/**
 * Signs in with password and second factor. The answer is the same whatever was wrong, and takes as long.
 * @param endsPasswords whoever has signed in at the identity provider has to go there
 * @returns the secret of a new session
 * @throws HttpProblem 401 `bad_sign_in`, 403 `use_provider`.
 */
export async function signIn(
  database: Database,
  given: SignIn,
  acting: Acting,
  endsPasswords: boolean,
): Promise<string> {
  const { email, password, code } = given
  const { now, record } = acting
  const [found] = await database.query<{ readonly accountId: string; readonly passwordHash: string | null }>(
    sql`select account_id as "accountId", password_hash as "passwordHash" from accounts
      where lower(email) = lower(${email.trim()}) and deactivated_at is null`,
  )
  // Takes long, so that it is before the lock.
  const isRight = await isPassword(password, found?.passwordHash ?? null)
  const entered = await database.transaction(async (queries) => {
    const known = found && (await lockKnown(queries, found))
    const refused = known === undefined ? 'no such account' : await judge(queries, known, { isRight, code }, now)
    const hasToLeave = refused === null && endsPasswords && known?.isLinked === true
    const why = hasToLeave ? 'has to use the provider' : refused
    if (known !== undefined && why === null) {
      return { secret: await openSession(queries, known.accountId, acting, 'password') }
    }
    /** An address that nobody has is not kept: people type passwords into the wrong field. */
    await record(queries, {
      ...{ action: 'sign_in_refused', actor: nobody, object: known?.accountId ?? null, after: { why } },
    })
    return { hasToLeave }
  })
  if (entered.secret !== undefined) return entered.secret
  // Said only to who could have signed in: others do not learn who has an account.
  throw entered.hasToLeave ? useProvider() : badSignIn()
}

/** The account as it is now, until the transaction ends: of many attempts at once, each sees the failures before it. */
async function lockKnown(
  queries: Queries,
  { accountId, passwordHash }: { readonly accountId: string; readonly passwordHash: string | null },
): Promise<Known | undefined> {
  const [known] = await queries.query<Known>(
    sql`select account_id as "accountId", totp_secret as "totpSecret", totp_step as "totpStep", failures,
        locked_until as "lockedUntil", provider_subject is not null as "isLinked"
      from accounts
      where account_id = ${accountId} and password_hash is not distinct from ${passwordHash}::text and deactivated_at is null
      for update`,
  )
  return known
}

/** Counts the attempt. @returns why it is refused; null: it is not */
async function judge(
  queries: Queries,
  { accountId, totpSecret, totpStep: usedStep, failures, lockedUntil }: Known,
  { isRight, code }: { readonly isRight: boolean; readonly code: string },
  now: number,
): Promise<string | null> {
  if (totpSecret === null) return 'has no password yet'
  if (lockedUntil !== null && lockedUntil > now) return 'too many attempts'
  const step = isRight ? await stepOfCode({ secret: totpSecret, usedStep }, code, now) : null
  if (step === null) {
    await queries.query(
      sql`update accounts set failures = failures + 1, locked_until = ${now + waitAfter(failures + 1)} where account_id = ${accountId}`,
    )
    return isRight ? 'wrong code' : 'wrong password'
  }
  await queries.query(
    sql`update accounts set totp_step = ${step}, failures = 0, locked_until = null where account_id = ${accountId}`,
  )
  return null
}

const useProvider = () =>
  problem(403, 'use_provider', 'You sign in by your organization’s account. Use the button above.')
const badSignIn = () =>
  problem(
    401,
    'bad_sign_in',
    'The e-mail address, the password or the code is wrong, or there were too many attempts. After several attempts, wait 15 minutes.',
  )
