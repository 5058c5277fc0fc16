import { randomBytes } from 'node:crypto'
import { MINUTE_MS } from '../../shared/time.ts'
import type { Acting } from '../audit/append.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Database, Queries } from '../database/database.ts'
import { providerSignIns } from '../database/schema/identity.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import {
  SignInRefused,
  type IdentityProvider,
  type ProviderClaims,
  type ProviderQuestion,
} from './identity-provider.ts'
import { hashSecret } from './secrets.ts'
import { openSession } from './sessions.ts'

/** As long as somebody may take at the provider, ms: a password and a second factor, perhaps a new telephone. */
export const PROVIDER_SIGN_IN_MS = 15 * MINUTE_MS

/** A new secret by which the browser that was sent away is known again. */
export const newBrowserSecret = (): string => randomBytes(32).toString('base64url')

interface Sending {
  readonly redirectUri: string
  /** Of the browser that is sent away. */
  readonly browser: string
  /** A path of the app, to which the person wants. */
  readonly returnTo: string
}

/** Begins a sign-in at the provider. @returns where to send the browser @throws SignInRefused */
export async function beginSignIn(
  queries: Queries,
  provider: IdentityProvider,
  { redirectUri, browser, returnTo }: Sending,
  now: number,
): Promise<string> {
  const { address, state, nonce, codeVerifier } = await provider.ask(redirectUri)
  const row = {
    ...{ stateHash: hashSecret(state), browserHash: hashSecret(browser), nonce, codeVerifier, returnTo },
    expiresAt: now + PROVIDER_SIGN_IN_MS,
  }
  await queries.query(bulkInsert(providerSignIns, columnNames(providerSignIns), [row]))
  await queries.query(sql`delete from provider_sign_ins where expires_at <= ${now}`)
  return address
}

interface Returning {
  /** That the browser came back to, with the provider's parameters. */
  readonly address: URL
  /** Null: the browser was sent away by nobody. */
  readonly browser: string | null
}

/** What a sign-in was begun with, once: whoever comes back a second time, later, or with another browser is refused. @throws SignInRefused */
export async function takeBegun(
  queries: Queries,
  { address, browser }: Returning,
  now: number,
): Promise<ProviderQuestion & { readonly returnTo: string }> {
  const state = address.searchParams.get('state')
  if (state === null || browser === null) throw new SignInRefused('sign_in_over')
  const [begun] = await queries.query<Omit<ProviderQuestion, 'state'> & { readonly returnTo: string }>(
    sql`delete from provider_sign_ins
      where state_hash = ${hashSecret(state)} and browser_hash = ${hashSecret(browser)} and expires_at > ${now}
      returning nonce, code_verifier as "codeVerifier", return_to as "returnTo"`,
  )
  if (!begun) throw new SignInRefused('sign_in_over')
  return { ...begun, state }
}

/** Opens a session for whom the provider vouches. @returns its secret @throws SignInRefused */
export async function enterByProvider(
  database: Database,
  claims: ProviderClaims,
  { domains }: Pick<IdentityProvider, 'domains'>,
  acting: Acting,
): Promise<string> {
  const { email, isVerified } = claims
  if (domains !== null && !isIn(domains, email)) throw new SignInRefused('other_domain', { email })
  if (domains !== null && !isVerified) throw new SignInRefused('unverified_email', { email })
  return database.transaction(async (queries) => {
    const account = (await findBound(queries, claims)) ?? (await bind(queries, claims))
    if (account.isDeactivated) throw new SignInRefused('deactivated', { email })
    return openSession(queries, account.accountId, acting, 'provider')
  })
}

interface Found {
  readonly accountId: string
  readonly isDeactivated: boolean
}

/** The account of a person who has signed in at this provider before, whatever their e-mail address is now. */
async function findBound(queries: Queries, { issuer, subject }: ProviderClaims): Promise<Found | undefined> {
  const [found] = await queries.query<Found>(
    sql`select account_id as "accountId", deactivated_at is not null as "isDeactivated" from accounts
      where provider_issuer = ${issuer} and provider_subject = ${subject}`,
  )
  return found
}

/** The account with this e-mail address, which from now on belongs to this person of the provider alone. @throws SignInRefused */
async function bind(queries: Queries, { issuer, subject, email, isVerified }: ProviderClaims): Promise<Found> {
  if (email === null || !isVerified) throw new SignInRefused('unverified_email', { email })
  if (!isAscii(email)) throw new SignInRefused('unknown_account', { email })
  const [found] = await queries.query<Found & { readonly isBound: boolean }>(
    sql`select account_id as "accountId", deactivated_at is not null as "isDeactivated", provider_subject is not null as "isBound"
      from accounts where lower(email) = lower(${email}) for update`,
  )
  if (!found) throw new SignInRefused('unknown_account', { email })
  // The address was given to somebody else at the provider.
  if (found.isBound) throw new SignInRefused('other_person', { email })
  if (!found.isDeactivated) {
    await queries.query(
      sql`update accounts set provider_issuer = ${issuer}, provider_subject = ${subject} where account_id = ${found.accountId}`,
    )
  }
  return found
}

/** Outside of ASCII, lower case makes some letters into others: a Kelvin sign would be Kate's k. No account has such an address. */
const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)

const isIn = (domains: readonly string[], email: string | null): boolean => {
  const domain = email?.slice(email.lastIndexOf('@') + 1) ?? ''
  return isAscii(domain) && domains.includes(domain.toLowerCase())
}
