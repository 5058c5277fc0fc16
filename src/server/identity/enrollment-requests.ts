import type {
  ApprovedDevice,
  EnrollmentApproval,
  EnrollmentRequestRow,
} from '../../shared/contract/enrollment-codes.ts'
import type { EnrollmentRequest } from '../../shared/contract/ingest.ts'
import type { Acting } from '../audit/append.ts'
import { readValue, type Database, type Queries } from '../database/database.ts'
import { takeLock } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { enrollDevice } from './enroll-device.ts'
import { nameOfAddress } from './recorded-people.ts'
import { newId } from './secrets.ts'

/** What has become of a device that asked. */
export type Asked =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'approved'; readonly deviceId: string }

/** Whether a device has asked by a code before. */
export async function requestOf(queries: Queries, codeId: string, publicKey: string): Promise<Asked> {
  const [row] = await queries.query<{ decidedAt: number | null; deviceId: string | null }>(
    sql`select decided_at as "decidedAt", device_id as "deviceId" from enrollment_requests
      where code_id = ${codeId} and public_key = ${publicKey}`,
  )
  if (!row) return { kind: 'none' }
  if (row.decidedAt === null) return { kind: 'waiting' }
  return row.deviceId === null ? { kind: 'refused' } : { kind: 'approved', deviceId: row.deviceId }
}

/** A new one is needed. */
export const usedCode = () => problem(409, 'used_code', 'This enrollment code has been used. Ask for a new one.')

/** Has a device wait. The caller has locked the code. @throws HttpProblem 409 `used_code` when as many have asked as may */
export async function addRequest(
  queries: Queries,
  { codeId, uses }: { readonly codeId: string; readonly uses: number },
  {
    publicKey,
    platform,
    agentVersion,
    userName = null,
  }: Omit<EnrollmentRequest, 'userName'> & { userName?: string | null | undefined },
  now: number,
): Promise<void> {
  const asked = await readValue<number>(
    queries,
    sql`select count(*)::int from enrollment_requests where code_id = ${codeId}`,
  )
  if ((asked ?? 0) >= uses) throw usedCode()
  await queries.query(
    sql`insert into enrollment_requests (request_id, code_id, public_key, platform, agent_version, user_name, asked_at)
      values (${newId('request')}, ${codeId}, ${publicKey}, ${platform}, ${agentVersion}, ${userName}, ${now})`,
  )
}

/** What is kept of a computer that asks by the key of a site. */
export interface KeyRequest extends Pick<EnrollmentRequest, 'publicKey' | 'platform' | 'agentVersion'> {
  /** As DOMAIN\user, or the user of the computer alone. */
  readonly account: string | null
  readonly address: string | null
}
type Key = { readonly codeId: string; readonly uses: number }

/** Has a computer wait that asks by the key of a site. The caller has locked the key. @throws HttpProblem 409 `key_full` */
export async function addKeyRequest(
  queries: Queries,
  key: Key,
  { publicKey, platform, agentVersion, account, address }: KeyRequest,
  now: number,
): Promise<void> {
  await checkNotFull(queries, key)
  await queries.query(
    sql`insert into enrollment_requests (request_id, code_id, public_key, platform, agent_version, account, address, asked_at)
      values (${newId('request')}, ${key.codeId}, ${publicKey}, ${platform}, ${agentVersion}, ${account}, ${address}, ${now})`,
  )
}

/**
 * Keeps that the rule of a key let a computer in. A desktop of a pool stands in place of the one before. The caller has locked the key.
 * @throws HttpProblem 409 `key_full`
 */
export async function admitRequest(
  queries: Queries,
  key: Key,
  { publicKey, platform, agentVersion }: Pick<EnrollmentRequest, 'publicKey' | 'platform' | 'agentVersion'>,
  { deviceId, now }: { readonly deviceId: string; readonly now: number },
): Promise<void> {
  await queries.query(
    sql`delete from enrollment_requests where code_id = ${key.codeId} and (device_id = ${deviceId} or public_key = ${publicKey})`,
  )
  await checkNotFull(queries, key)
  await queries.query(
    sql`insert into enrollment_requests (request_id, code_id, public_key, platform, agent_version, asked_at, decided_at, device_id)
      values (${newId('request')}, ${key.codeId}, ${publicKey}, ${platform}, ${agentVersion}, ${now}, ${now}, ${deviceId})`,
  )
}

/** Computers that were refused take no place. @throws HttpProblem 409 `key_full` */
async function checkNotFull(queries: Queries, { codeId, uses }: Key): Promise<void> {
  const taken = await readValue<number>(
    queries,
    sql`select count(*)::int from enrollment_requests where code_id = ${codeId} and (decided_at is null or device_id is not null)`,
  )
  if ((taken ?? 0) < uses) return
  throw problem(
    409,
    'key_full',
    `As many computers have used this enrollment key as may: ${uses}. Ask an admin for a new one.`,
  )
}

/** A device that was let in no longer waits by the codes and keys that it asked with before. */
export async function dropWaitingRequests(queries: Queries, publicKey: string): Promise<void> {
  await queries.query(sql`delete from enrollment_requests where public_key = ${publicKey} and decided_at is null`)
}

/** Devices that wait, the first to ask first. */
export async function waitingRequests(queries: Queries): Promise<EnrollmentRequestRow[]> {
  return queries.query<EnrollmentRequestRow>(
    sql`select r.request_id as id, r.public_key as "publicKey", r.platform, r.agent_version as "agentVersion", r.user_name as "userName",
        c.team, c.site, r.account, r.address, r.asked_at as "askedAt"
      from enrollment_requests r join enrollment_codes c on c.code_id = r.code_id
      where r.decided_at is null order by r.asked_at, r.request_id`,
  )
}

/**
 * Lets a waiting device in, for the person who is stated; it learns so when it asks again.
 * @throws HttpProblem 404 `unknown_request`, `unknown_person`, 409 `email_needed`, `known_name`, `person_left`, 422 `name_needed`.
 */
export async function approveRequest(
  database: Database,
  id: string,
  approval: EnrollmentApproval,
  { now, record }: Acting,
): Promise<ApprovedDevice> {
  const { personId = null, email = null, user = null, team } = approval
  return database.transaction(async (queries) => {
    await takeLock(queries, 'people')
    const asked = await lockRequest(queries, id)
    const byKey = asked.site !== null
    const enrolling = {
      userId: personId,
      email: personId === null ? email : null,
      // An account's address says enough of somebody new to let many in at once.
      userName: user ?? (byKey && email !== null ? await nameOfAddress(queries, email) : null),
      team: team ?? asked.team,
      keepsTeam: byKey && team === undefined,
    }
    const enrolled = await enrollDevice(
      queries,
      {
        ...enrolling,
        sample: false,
        pool: asked.pool,
        nameUnknown: () => Promise.reject(new Error('an approval names somebody')),
      },
      asked,
      { now, record },
    )
    await queries.query(
      sql`update enrollment_requests set decided_at = ${now}, device_id = ${enrolled.deviceId}, account = null, address = null where request_id = ${id}`,
    )
    await dropWaitingRequests(queries, asked.publicKey)
    await record(queries, {
      ...{ action: 'device_enrolled', object: enrolled.deviceId },
      after: {
        ...{ user: enrolled.userId, platform: asked.platform, agentVersion: asked.agentVersion },
        ...(byKey && { site: asked.site }),
      },
    })
    return enrolled
  })
}

/** @throws HttpProblem 404 `unknown_request` */
export async function refuseRequest(database: Database, id: string, { now, record }: Acting): Promise<void> {
  await database.transaction(async (queries) => {
    const { platform, agentVersion } = await lockRequest(queries, id)
    await queries.query(
      sql`update enrollment_requests set decided_at = ${now}, account = null, address = null where request_id = ${id}`,
    )
    await record(queries, { action: 'device_refused', object: id, before: { platform, agentVersion } })
  })
}

interface WaitingRow extends Pick<EnrollmentRequest, 'publicKey' | 'platform' | 'agentVersion'> {
  readonly team: string | null
  readonly pool: string | null
  readonly site: string | null
}

async function lockRequest(queries: Queries, id: string): Promise<WaitingRow> {
  const [row] = await queries.query<WaitingRow>(
    sql`select r.public_key as "publicKey", r.platform, r.agent_version as "agentVersion", c.team, c.pool, c.site
      from enrollment_requests r join enrollment_codes c on c.code_id = r.code_id
      where r.request_id = ${id} and r.decided_at is null for update of r`,
  )
  if (!row) throw problem(404, 'unknown_request', 'No such device waits for an approval.')
  return row
}
