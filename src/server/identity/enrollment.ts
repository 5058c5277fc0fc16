import type { EnrollmentAnswer, EnrollmentCodeRequest, EnrollmentRequest } from '../../shared/contract/ingest.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import { deletedPersonsDevice } from '../errors/device-problems.ts'
import { problem } from '../errors/problem.ts'
import { nobody } from './principal.ts'
import { readTenant } from './tenant.ts'
import { hashSecret, newEnrollmentCode, newId } from './secrets.ts'

const DEFAULT_EXPIRY_MINUTES = DAY_MS / MINUTE_MS

/** The answer to an enrollment, without the rules in force. */
export type EnrolledDevice = Omit<EnrollmentAnswer, 'rules'>

/** A new single-use code. It is answered once and stored as a hash. Without a user, enrolling makes one up. */
export async function createEnrollmentCode(
  database: Database,
  request: EnrollmentCodeRequest,
  { now, record }: Acting,
): Promise<{ code: string; expiresAt: number }> {
  const code = newEnrollmentCode()
  const expiresAt = now + (request.expiresInMinutes ?? DEFAULT_EXPIRY_MINUTES) * MINUTE_MS
  const { user = null, team = null, sample = false } = request
  await database.transaction(async (queries) => {
    await queries.query(
      sql`insert into enrollment_codes (code_hash, user_name, team, sample, expires_at)
        values (${hashSecret(code)}, ${user}, ${team}, ${sample}, ${expiresAt})`,
    )
    await record(queries, { action: 'enrollment_code_created', after: { user, team, expiresAt } })
  })
  return { code, expiresAt }
}

interface CodeRow {
  userName: string | null
  team: string | null
  sample: boolean
  expiresAt: number
  usedAt: number | null
  publicKey: string | null
  deviceId: string | null
}

/**
 * Enrolls a device with a code. The same code with the same key is answered again with the same device: a device that lost the first answer
 * must not be left without one. A known key with a new code is the same device again, revoked or not, if the code is for its person.
 * @throws HttpProblem 403 `unknown_code`, 409 `used_code`, 410 `expired_code`.
 */
export async function enroll(
  database: Database,
  request: EnrollmentRequest,
  { now, record }: Acting,
): Promise<EnrolledDevice> {
  const codeHash = hashSecret(request.code)
  return database.transaction(async (queries) => {
    const code = await lockCode(queries, codeHash)
    if (!code) throw problem(403, 'unknown_code', 'No such enrollment code. Ask for a new one.')
    if (code.usedAt !== null) {
      if (code.deviceId === null || code.publicKey !== request.publicKey) {
        throw problem(409, 'used_code', 'This enrollment code has been used. Ask for a new one.')
      }
      return answer(queries, code.deviceId)
    }
    if (code.expiresAt <= now)
      throw problem(410, 'expired_code', 'This enrollment code has expired. Ask for a new one.')
    await checkNotDeleted(queries, request.publicKey)
    const known = await devicesWithKey(queries, request.publicKey)
    const userName = code.userName ?? known[0]?.userName ?? (await nameWithoutOne(queries, request))
    const userId = await userFor(queries, { ...code, userName }, now)
    const deviceId = known.find((device) => device.userId === userId)?.deviceId ?? newId('device')
    await queries.query(
      sql`insert into devices (device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
        values (${deviceId}, ${userId}, ${request.publicKey}, ${request.platform}, ${request.agentVersion}, ${code.sample}, ${now})
        on conflict (device_id) do update set platform = excluded.platform, agent_version = excluded.agent_version, revoked_at = null`,
    )
    await queries.query(
      sql`update enrollment_codes set used_at = ${now}, device_id = ${deviceId} where code_hash = ${codeHash}`,
    )
    const enrolled = await answer(queries, deviceId)
    await record(queries, {
      action: 'device_enrolled',
      actor: { ...nobody, actorKind: 'device', actorId: deviceId },
      object: deviceId,
      after: { user: userId, platform: request.platform, agentVersion: request.agentVersion },
    })
    return enrolled
  })
}

/** What a device of somebody who was deleted holds must not come back. @throws HttpProblem 403 `person_deleted` */
async function checkNotDeleted(queries: Queries, publicKey: string): Promise<void> {
  const deleted = await queries.query(
    sql`select 1 from person_deletions where ${hashSecret(publicKey)} = any(key_hashes)`,
  )
  if (deleted.length > 0) throw deletedPersonsDevice()
}

/** The latest first: a key may have been enrolled for one person after the other. */
async function devicesWithKey(
  queries: Queries,
  publicKey: string,
): Promise<readonly { readonly deviceId: string; readonly userId: string; readonly userName: string }[]> {
  return queries.query(
    sql`select d.device_id as "deviceId", d.user_id as "userId", u.name as "userName" from devices d join users u on u.user_id = d.user_id
      where d.public_key = ${publicKey} order by d.enrolled_at desc`,
  )
}

/**
 * For a code that names nobody: whom the device says that it was enrolled for, where nobody here has that name, as after a restore. A device
 * cannot choose somebody who is known here: it may read what its person recorded.
 */
async function nameWithoutOne(queries: Queries, { code, userName }: EnrollmentRequest): Promise<string> {
  const ownName = `biller ${code.slice(0, 5)}`
  if (userName === undefined) return ownName
  const taken = await queries.query(sql`select 1 from users where name = ${userName}`)
  return taken.length === 0 ? userName : ownName
}

async function lockCode(queries: Queries, codeHash: string): Promise<CodeRow | undefined> {
  const [row] = await queries.query<CodeRow>(
    sql`select c.user_name as "userName", c.team, c.sample, c.expires_at as "expiresAt", c.used_at as "usedAt",
        c.device_id as "deviceId", d.public_key as "publicKey"
      from enrollment_codes c left join devices d on d.device_id = c.device_id
      where c.code_hash = ${codeHash}
      for update of c`,
  )
  return row
}

/** The user of that name, made when there is none. A user with real work is no sample; a code that names a team moves the user to it. */
async function userFor(queries: Queries, code: CodeRow & { readonly userName: string }, now: number): Promise<string> {
  const [row] = await queries.query<{ userId: string }>(
    sql`insert into users as u (user_id, name, team, sample, created_at)
      values (${newId('user')}, ${code.userName}, ${code.team}, ${code.sample}, ${now})
      on conflict (name) do update set team = coalesce(excluded.team, u.team), sample = u.sample and excluded.sample
      returning user_id as "userId"`,
  )
  if (!row) throw new Error('the upsert of a user answered no row')
  return row.userId
}

async function answer(queries: Queries, deviceId: string): Promise<EnrolledDevice> {
  const [row] = await queries.query<{ userId: string; userName: string }>(
    sql`select u.user_id as "userId", u.name as "userName" from devices d join users u on u.user_id = d.user_id
      where d.device_id = ${deviceId}`,
  )
  if (!row) throw new Error('an enrolled device has no user')
  return { deviceId, ...row, ...(await readTenant(queries)) }
}
