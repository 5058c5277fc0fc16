import { email } from '../../shared/contract/fields.ts'
import type { EnrollmentRule } from '../../shared/contract/enrollment-keys.ts'
import type { EnrollmentRequest, SystemAccount } from '../../shared/contract/ingest.ts'
import type { Acting } from '../audit/append.ts'
import { readValue, type Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { checkNotDeleted, enrollDevice } from './enroll-device.ts'
import { addKeyRequest, admitRequest, dropWaitingRequests, requestOf, type KeyRequest } from './enrollment-requests.ts'
import { actorOfDevice } from './principal.ts'
import { nameOfAddress, personWithEmail, type RecordedPerson } from './recorded-people.ts'

/** The key of a site, as it is stored. */
export interface SiteKey {
  readonly codeId: string
  readonly site: string
  readonly rule: EnrollmentRule
  readonly domains: readonly string[]
  readonly uses: number
  readonly team: string | null
  readonly pool: string | null
  readonly expiresAt: number
}

/** Somebody whom the rule of a key lets in; somebody new has no `person` yet. */
interface LetIn {
  readonly address: string
  readonly person: RecordedPerson | undefined
}

/**
 * Enrolls a computer by the key of a site: at once where the key's rule lets in the person of its account, else when an admin has approved it. It
 * asks again with the same key pair and is the same device. By rule nobody gets what is recorded of somebody already: who has a computer, or had
 * one, waits for an admin with the next. The caller holds the lock `people` and the key.
 * @returns the device; null: it waits
 * @throws HttpProblem 403 `enrollment_refused`, `person_deleted`, 409 `key_full`, 410 `expired_code`
 */
export async function enrollByKey(
  queries: Queries,
  key: SiteKey,
  request: EnrollmentRequest,
  { now, record }: Pick<Acting, 'now' | 'record'>,
): Promise<string | null> {
  const { publicKey, platform, agentVersion } = request
  const asked = await requestOf(queries, key.codeId, publicKey)
  if (asked.kind === 'approved') return asked.deviceId
  if (asked.kind === 'refused') throw problem(403, 'enrollment_refused', 'An admin has refused this computer.')
  if (asked.kind === 'none') {
    if (key.expiresAt <= now) {
      throw problem(410, 'expired_code', 'This enrollment key has expired or was revoked. Ask an admin for a new one.')
    }
    await checkNotDeleted(queries, publicKey)
  }
  const letIn = await byRule(queries, key, request)
  if (letIn === null) {
    const { account } = request
    const waiting: KeyRequest = { ...request, account: shownAccount(account), address: addressOf(account) }
    if (asked.kind === 'none') await addKeyRequest(queries, key, waiting, now)
    return null
  }
  const { address, person } = letIn
  const { deviceId, userId } = await enrollDevice(
    queries,
    {
      ...{ userId: person?.userId ?? null, email: person ? null : address, team: key.team, keepsTeam: true },
      ...{ userName: person ? null : await nameOfAddress(queries, address), sample: false, pool: key.pool },
      nameUnknown: () => Promise.reject(new Error('a rule lets in by an e-mail address')),
    },
    request,
    { now, record },
    actorOfDevice,
  )
  await admitRequest(queries, key, request, { deviceId, now })
  await dropWaitingRequests(queries, publicKey)
  await record(queries, {
    ...{ action: 'device_enrolled', actor: actorOfDevice(deviceId), object: deviceId },
    after: { user: userId, platform, agentVersion, site: key.site, ...(key.pool !== null && { pool: key.pool }) },
  })
  return deviceId
}

/** The e-mail address of an account: its principal name, else user and DNS domain. Null: it has none. */
export function addressOf(account: SystemAccount | undefined): string | null {
  if (account === undefined) return null
  const { user, domain, address } = account
  const stated = [address, user, domain === undefined ? undefined : `${user}@${domain}`]
  return stated.map((one) => email.safeParse(one).data).find((one) => one !== undefined) ?? null
}

const shownAccount = (account: SystemAccount | undefined): string | null =>
  account === undefined ? null : account.domain === undefined ? account.user : `${account.domain}\\${account.user}`

/** @returns null: an admin decides */
async function byRule(queries: Queries, key: SiteKey, request: EnrollmentRequest): Promise<LetIn | null> {
  const address = addressOf(request.account)
  if (key.rule === 'each' || address === null) return null
  const isActive = await readValue<boolean>(
    queries,
    sql`select deactivated_at is null from accounts where lower(email) = lower(${address})`,
  )
  if (isActive === false) return null
  const person = await personWithEmail(queries, address)
  if (person && person.leftAt !== null) return null
  const meetsRule =
    key.rule === 'known'
      ? isActive === true || person !== undefined
      : key.domains.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase())
  if (!meetsRule || (await hasAnother(queries, person?.userId ?? null, key.pool, request.publicKey))) return null
  return { address, person }
}

/** Whether somebody has, or had, a computer that this one is not, or this one was revoked or is somebody else's. */
async function hasAnother(queries: Queries, userId: string | null, pool: string | null, publicKey: string) {
  const others = await queries.query(
    sql`select 1 from devices where (user_id = ${userId} or public_key = ${publicKey})
      and (revoked_at is not null or user_id is distinct from ${userId}
        or (public_key <> ${publicKey} and (${pool}::text is null or pool is distinct from ${pool}))) limit 1`,
  )
  return others.length > 0
}
