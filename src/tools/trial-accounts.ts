import { randomBytes } from 'node:crypto'
import axios, { type AxiosInstance } from 'axios'
import { generate } from 'otplib'
import type { Role } from '../shared/contract/access.ts'
import {
  MAX_TOKEN_DAYS,
  type AccountRow,
  type ApiToken,
  type Invitation,
  type OpenedInvitation,
  type SignedIn,
} from '../shared/contract/accounts.ts'
import type { Page, PersonRow } from '../shared/contract/reports.ts'

/** Somebody who looks at a trial. */
export type TrialPerson = 'admin' | 'supervisor' | 'biller'
/** Access tokens of accounts, by who it is. */
export type TrialTokens = Readonly<Partial<Record<TrialPerson, string>>>

/** The supervisor's team and the biller are of the sample. */
export const TRIAL_TEAM = 'Ohio denials'
export const TRIAL_BILLER = 'D. Okafor'

interface Endpoint {
  readonly url: string
  readonly adminToken: string
}

interface Wanted {
  readonly name: string
  readonly roles: readonly Role[]
  readonly teams?: readonly string[]
  /** Whose recorded work is their own, by name. */
  readonly recorded?: string
  /** Goes with the sample data. */
  readonly sample?: true
}

const people: Readonly<Record<TrialPerson, Wanted>> = {
  // In a trial one person is the lead as well: an admin alone sees nobody's work.
  admin: { name: 'Trial admin', roles: ['manager', 'admin', 'auditor'] },
  supervisor: { name: 'Sample supervisor', roles: ['supervisor'], teams: [TRIAL_TEAM], sample: true },
  biller: { name: TRIAL_BILLER, roles: ['biller'], recorded: TRIAL_BILLER, sample: true },
}

const ANSWER_WITHIN_MS = 30_000

/**
 * Tokens with which the trial's people are signed in. Their accounts are real ones, made by the endpoint's public routes as an office makes its own;
 * nobody learns their passwords.
 * @param known of an earlier start; what works still is kept
 * @throws AxiosError if the endpoint refuses
 */
export async function trialTokens(
  endpoint: Endpoint,
  wanted: readonly TrialPerson[],
  known: TrialTokens,
): Promise<TrialTokens> {
  const tokens = await Promise.all(
    wanted.map(async (person) => {
      const token = known[person]
      return [
        person,
        token !== undefined && (await works(endpoint.url, token)) ? token : await newToken(endpoint, person),
      ] as const
    }),
  )
  return Object.fromEntries(tokens)
}

const works = (url: string, token: string): Promise<boolean> =>
  axios.get(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` }, timeout: ANSWER_WITHIN_MS }).then(
    () => true,
    () => false,
  )

/** Accepts an invitation, as a person does in a browser, and makes a token of the account. */
async function newToken({ url, adminToken }: Endpoint, person: TrialPerson): Promise<string> {
  const headers = { authorization: `Bearer ${adminToken}` }
  const admin = axios.create({ baseURL: url, timeout: ANSWER_WITHIN_MS, headers })
  const { id } = await accountOf(admin, person)
  const { data: invitation } = await admin.post<Invitation>(`/v1/accounts/${id}/invitation`, {})
  const browser = axios.create({ baseURL: url, timeout: ANSWER_WITHIN_MS })
  const { data: opened } = await browser.post<OpenedInvitation>('/v1/invitations/open', { token: invitation.token })
  const code = await generate({ secret: opened.totpSecret })
  const password = randomBytes(24).toString('base64url')
  const accepted = await browser.post<SignedIn>('/v1/invitations/accept', { token: invitation.token, password, code })
  const cookie = accepted.headers['set-cookie']?.map((set) => set.split(';')[0]).join('; ')
  const { data } = await browser.post<ApiToken & { readonly token: string }>(
    '/v1/api-tokens',
    { name: 'npm start', roles: people[person].roles, expiresInDays: MAX_TOKEN_DAYS },
    { headers: { cookie, 'x-csrf-token': accepted.data.csrfToken } },
  )
  return data.token
}

async function accountOf(admin: AxiosInstance, person: TrialPerson): Promise<AccountRow> {
  const email = `${person}@sample.invalid`
  const { data: accounts } = await admin.get<Page<AccountRow>>('/v1/accounts', { params: { limit: 1000 } })
  const known = accounts.rows.find((account) => account.email === email)
  if (known) return known
  const { recorded, ...account } = people[person]
  const { data: page } = await admin.get<Page<PersonRow>>('/v1/people', { params: { limit: 1000 } })
  const user = page.rows.find(({ name }) => name === recorded)?.id
  return (await admin.post<AccountRow>('/v1/accounts', { ...account, email, ...(user !== undefined && { user }) })).data
}
