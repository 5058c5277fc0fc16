import type { EnrollmentAnswer, EnrollmentCodeRequest, EnrollmentRequest } from '../../shared/contract/ingest.ts'
import type { Database, Queries } from '../database/database.ts'
import { problem } from '../errors/problem.ts'
import { currentRules } from '../rules/rules-store.ts'
import { hashSecret, newEnrollmentCode, newId } from './secrets.ts'

const DEFAULT_EXPIRY_MINUTES = 60 * 24

/** A new single-use code. It is answered once and stored as a hash. */
export async function createEnrollmentCode(
  database: Database,
  tenantId: string,
  request: EnrollmentCodeRequest,
  now: number,
): Promise<{ code: string; expiresAt: number }> {
  const code = newEnrollmentCode()
  const expiresAt = now + (request.expiresInMinutes ?? DEFAULT_EXPIRY_MINUTES) * 60_000
  const userName = request.user ?? `biller ${code.slice(0, 5)}`
  await database.query(
    `insert into enrollment_codes (tenant_id, code_hash, user_name, team, sample, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [tenantId, hashSecret(code), userName, request.team ?? null, request.sample ?? false, expiresAt],
  )
  return { code, expiresAt }
}

interface CodeRow {
  userName: string
  team: string | null
  sample: boolean
  expiresAt: number
  usedAt: number | null
  publicKey: string | null
  deviceId: string | null
}

/**
 * Enrols a device with a code. The same code with the same key is answered again with the same device: a device whose first answer got
 * lost must not be left without one.
 * @throws HttpProblem 403 `unknown_code`, 409 `used_code`, 410 `expired_code`.
 */
export async function enroll(
  database: Database,
  tenantId: string,
  request: EnrollmentRequest,
  now: number,
): Promise<EnrollmentAnswer> {
  const codeHash = hashSecret(request.code)
  return database.transaction(async (queries) => {
    const code = await lockCode(queries, tenantId, codeHash)
    if (!code) throw problem(403, 'unknown_code', 'No such enrolment code. Ask for a new one.')
    if (code.usedAt !== null) {
      if (code.deviceId === null || code.publicKey !== request.publicKey) {
        throw problem(409, 'used_code', 'This enrolment code has been used. Ask for a new one.')
      }
      return answer(queries, tenantId, code.deviceId)
    }
    if (code.expiresAt <= now) throw problem(410, 'expired_code', 'This enrolment code has expired. Ask for a new one.')
    const userId = await userFor(queries, tenantId, code, now)
    const deviceId = newId('device')
    await queries.query(
      `insert into devices (tenant_id, device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [tenantId, deviceId, userId, request.publicKey, request.platform, request.agentVersion, code.sample, now],
    )
    await queries.query(
      'update enrollment_codes set used_at = $3, device_id = $4 where tenant_id = $1 and code_hash = $2',
      [tenantId, codeHash, now, deviceId],
    )
    return answer(queries, tenantId, deviceId)
  })
}

async function lockCode(queries: Queries, tenantId: string, codeHash: string): Promise<CodeRow | undefined> {
  const [row] = await queries.query<CodeRow>(
    `select c.user_name as "userName", c.team, c.sample, c.expires_at as "expiresAt", c.used_at as "usedAt",
       c.device_id as "deviceId", d.public_key as "publicKey"
     from enrollment_codes c left join devices d on d.tenant_id = c.tenant_id and d.device_id = c.device_id
     where c.tenant_id = $1 and c.code_hash = $2
     for update of c`,
    [tenantId, codeHash],
  )
  return row
}

/** The user of that name, made when there is none. Whoever has real work is no sample; a code that names a team moves them to it. */
async function userFor(queries: Queries, tenantId: string, code: CodeRow, now: number): Promise<string> {
  const [row] = await queries.query<{ userId: string }>(
    `insert into users as u (tenant_id, user_id, name, team, sample, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, name) do update set team = coalesce(excluded.team, u.team), sample = u.sample and excluded.sample
     returning user_id as "userId"`,
    [tenantId, newId('user'), code.userName, code.team, code.sample, now],
  )
  if (!row) throw new Error('the upsert of a user answered no row')
  return row.userId
}

async function answer(queries: Queries, tenantId: string, deviceId: string): Promise<EnrollmentAnswer> {
  const [row] = await queries.query<{ userId: string; userName: string; tokenKey: string }>(
    `select u.user_id as "userId", u.name as "userName", t.token_key as "tokenKey"
     from devices d
     join users u on u.tenant_id = d.tenant_id and u.user_id = d.user_id
     join tenants t on t.tenant_id = d.tenant_id
     where d.tenant_id = $1 and d.device_id = $2`,
    [tenantId, deviceId],
  )
  if (!row) throw new Error('an enrolled device has no user')
  return { tenantId, deviceId, ...row, rules: await currentRules(queries, tenantId) }
}
