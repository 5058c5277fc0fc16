import { personName } from '../../shared/contract/fields.ts'
import type { EnrollmentRule } from '../../shared/contract/enrollment-keys.ts'
import type { EnrollmentAnswer, EnrollmentRequest } from '../../shared/contract/ingest.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { takeLock } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { enrollByKey } from './enroll-by-key.ts'
import { checkNotDeleted, enrollDevice } from './enroll-device.ts'
import { addRequest, dropWaitingRequests, requestOf, usedCode } from './enrollment-requests.ts'
import { actorOfDevice } from './principal.ts'
import { readTenant } from './tenant.ts'
import { hashSecret } from './secrets.ts'

/** The answer to an enrollment, without the rules in force. */
export type EnrolledDevice = Omit<EnrollmentAnswer, 'rules'>

interface CodeRow {
  codeId: string
  approval: boolean
  uses: number
  pool: string | null
  userId: string | null
  email: string | null
  userName: string | null
  team: string | null
  sample: boolean
  expiresAt: number
  usedAt: number | null
  publicKey: string | null
  deviceId: string | null
  site: string | null
  rule: EnrollmentRule | null
  domains: readonly string[] | null
}

/**
 * Enrolls a device with a code. The same code with the same key is answered again with the same device: a device that lost the first answer
 * must not be left without one. So it is with the key of a site, of each key pair. A code of a pool is taken again from each desktop of it. A known key with a new code is the same device again, revoked or not, if the code is for its person.
 * @throws HttpProblem 403 `unknown_code`, `waiting_for_approval`, `enrollment_refused`, 409 `used_code`, `key_full`, `email_needed`, `person_left`, 410 `expired_code`.
 */
export async function enroll(
  database: Database,
  request: EnrollmentRequest,
  { now, record }: Pick<Acting, 'now' | 'record'>,
): Promise<EnrolledDevice> {
  const codeHash = hashSecret(request.code)
  const enrolled = await database.transaction(async (queries) => {
    await takeLock(queries, 'people')
    const code = await lockCode(queries, codeHash)
    if (!code) throw problem(403, 'unknown_code', 'No such enrollment code. Ask for a new one.')
    const { site, rule, domains } = code
    if (site !== null && rule !== null) {
      const key = { ...code, site, rule, domains: domains ?? [] }
      const deviceId = await enrollByKey(queries, key, request, { now, record })
      return deviceId === null ? null : answer(queries, deviceId)
    }
    if (code.approval) return byApproval(queries, code, request, now)
    if (code.usedAt !== null) {
      if (code.deviceId === null || code.publicKey !== request.publicKey) {
        throw usedCode()
      }
      return answer(queries, code.deviceId)
    }
    checkNotExpired(code, now)
    const { platform, agentVersion } = request
    const enrolling = { ...code, nameUnknown: () => nameWithoutOne(queries, request) }
    const { deviceId, userId } = await enrollDevice(queries, enrolling, request, { now, record }, actorOfDevice)
    await queries.query(
      code.pool === null
        ? sql`update enrollment_codes set used_at = ${now}, device_id = ${deviceId} where code_hash = ${codeHash}`
        : sql`update enrollment_codes set user_id = ${userId}, device_id = ${deviceId} where code_hash = ${codeHash}`,
    )
    await dropWaitingRequests(queries, request.publicKey)
    const answered = await answer(queries, deviceId)
    await record(queries, {
      action: 'device_enrolled',
      actor: actorOfDevice(deviceId),
      object: deviceId,
      after: { user: userId, platform, agentVersion, ...(code.pool !== null && { pool: code.pool }) },
    })
    return answered
  })
  // Thrown here, so that the request is kept.
  if (enrolled === null) throw problem(403, 'waiting_for_approval', 'Waiting for an admin’s approval.')
  return enrolled
}

/**
 * A code that needs an approval: the device waits until an admin says whose it is.
 * @returns null: it waits @throws HttpProblem 403 `enrollment_refused`, `person_deleted`, 409 `used_code`, 410 `expired_code`.
 */
async function byApproval(
  queries: Queries,
  code: CodeRow,
  request: EnrollmentRequest,
  now: number,
): Promise<EnrolledDevice | null> {
  const asked = await requestOf(queries, code.codeId, request.publicKey)
  if (asked.kind === 'approved') return answer(queries, asked.deviceId)
  if (asked.kind === 'refused') throw problem(403, 'enrollment_refused', 'An admin has refused this computer.')
  if (asked.kind === 'none') {
    checkNotExpired(code, now)
    await checkNotDeleted(queries, request.publicKey)
    await addRequest(queries, code, { ...request, userName: personName.safeParse(request.userName).data }, now)
  }
  return null
}

/** @throws HttpProblem 410 `expired_code` */
function checkNotExpired({ expiresAt }: CodeRow, now: number): void {
  if (expiresAt <= now) throw problem(410, 'expired_code', 'This enrollment code has expired. Ask for a new one.')
}

/**
 * For a code that names nobody: whom the device says that it was enrolled for, where nobody here has that name, as after a restore. A device
 * cannot choose somebody who is known here, or owns denials: it may read what its person recorded. Nor a name that only looks like theirs, or one with
 * an e-mail address in it, as it would be shown as the person of that address.
 */
async function nameWithoutOne(queries: Queries, { code, userName }: EnrollmentRequest): Promise<string> {
  const ownName = `biller ${code.slice(0, 5)}`
  const { data: stated } = personName.safeParse(userName)
  if (stated === undefined || stated.includes('@') || looksLikeAnother(stated)) return ownName
  const taken = await queries.query(
    sql`select 1 from users where lower(name) = lower(${stated}) or user_id = ${stated}
      union all select 1 from denials where owner = ${stated} limit 1`,
  )
  return taken.length === 0 ? stated : ownName
}

/** Whether a name has letters of another alphabet among Latin ones, as a Cyrillic a, or variants of letters, as full-width ones. */
const looksLikeAnother = (name: string): boolean =>
  name.normalize('NFKC') !== name ||
  (/\p{Script=Latin}/u.test(name) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name))

async function lockCode(queries: Queries, codeHash: string): Promise<CodeRow | undefined> {
  const [row] = await queries.query<CodeRow>(
    sql`select c.code_id as "codeId", c.approval, c.uses, c.pool, c.user_id as "userId", c.email, c.user_name as "userName", c.team, c.sample, c.expires_at as "expiresAt", c.used_at as "usedAt",
        c.device_id as "deviceId", c.site, c.rule, c.domains, d.public_key as "publicKey"
      from enrollment_codes c left join devices d on d.device_id = c.device_id
      where c.code_hash = ${codeHash}
      for update of c`,
  )
  return row
}

/** @throws HttpProblem 409 `used_code` where it has been revoked since */
async function answer(queries: Queries, deviceId: string): Promise<EnrolledDevice> {
  const [row] = await queries.query<{ userId: string; userName: string; email: string | null; revoked: boolean }>(
    sql`select u.user_id as "userId", u.name as "userName", u.email, d.revoked_at is not null as revoked from devices d join users u on u.user_id = d.user_id
      where d.device_id = ${deviceId}`,
  )
  if (!row) throw new Error('an enrolled device has no user')
  const { email, revoked, ...person } = row
  // The answer has the key of claim tokens and the rules in force.
  if (revoked) throw usedCode()
  return { deviceId, ...person, ...(email !== null && { email }), ...(await readTenant(queries)) }
}
