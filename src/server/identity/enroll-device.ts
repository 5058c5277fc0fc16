import type { EnrollmentRequest } from '../../shared/contract/ingest.ts'
import type { Acting } from '../audit/append.ts'
import type { Actor } from '../audit/entry.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { deletedPersonsDevice } from '../errors/device-problems.ts'
import {
  addPerson,
  assertRecorded,
  distinctName,
  giveEmail,
  linkAccount,
  nameOfAccount,
  personWithEmail,
  personWithId,
  personWithName,
  type RecordedPerson,
} from './recorded-people.ts'
import { hashSecret, newId } from './secrets.ts'

/** Whose a device is: somebody who is recorded, by id, else by e-mail address and name. All null: whose it was before, else somebody new. */
export interface Enrolling {
  readonly userId: string | null
  readonly email: string | null
  readonly userName: string | null
  /** Null: that of the person stays. */
  readonly team: string | null
  /** The team is for somebody who has none. */
  readonly keepsTeam?: boolean
  readonly sample: boolean
  /** Of desktops that are one device of the person; null: a computer of its own. */
  readonly pool: string | null
  /** Names somebody new of whom nothing is known. */
  readonly nameUnknown: () => Promise<string>
}

/**
 * Lets a device in. A known key is the same device again, revoked or not, if it is for its person; so is another key of a desktop of the same pool,
 * which replaces the one before. The caller holds the lock `people`.
 * @param actorOf names who does it, where no person asks
 * @throws HttpProblem 403 `person_deleted`, 404 `unknown_person`, 409 `email_needed`, `known_name`, `known_email`, `person_left`, 422 `name_needed`.
 */
export async function enrollDevice(
  queries: Queries,
  enrolling: Enrolling,
  { publicKey, platform, agentVersion }: Pick<EnrollmentRequest, 'publicKey' | 'platform' | 'agentVersion'>,
  { now, record }: Pick<Acting, 'now' | 'record'>,
  actorOf?: (deviceId: string) => Actor,
): Promise<{ readonly deviceId: string; readonly userId: string; readonly userName: string }> {
  await checkNotDeleted(queries, publicKey)
  const known = await devicesWithKey(queries, publicKey)
  const before = known[0]?.userId
  const person = (await knownPerson(queries, enrolling, before)) ?? (await newPerson(queries, enrolling, now))
  assertRecorded(person)
  const { userId, name } = person
  const { team, keepsTeam = false, sample, email, pool } = enrolling
  const next = keepsTeam ? sql`coalesce(team, ${team})` : sql`coalesce(${team}, team)`
  // Somebody with real work is no sample.
  await queries.query(sql`update users set team = ${next}, sample = sample and ${sample} where user_id = ${userId}`)
  if (email !== null && person.email === null) await giveEmail(queries, userId, email)
  const ofKey = known.find((device) => device.userId === userId)
  const ofPool = ofKey === undefined && pool !== null ? await deviceOfPool(queries, userId, pool) : undefined
  const deviceId = ofKey?.deviceId ?? ofPool?.deviceId ?? newId('device')
  await linkAccount(queries, userId, record, actorOf && { actor: actorOf(deviceId) })
  await queries.query(
    sql`insert into devices (device_id, user_id, public_key, platform, agent_version, sample, pool, enrolled_at)
      values (${deviceId}, ${userId}, ${publicKey}, ${platform}, ${agentVersion}, ${sample}, ${pool}, ${now})
      on conflict (device_id) do update set public_key = excluded.public_key, pool = excluded.pool, platform = excluded.platform, agent_version = excluded.agent_version, revoked_at = null`,
  )
  if (ofPool) {
    await record(queries, {
      ...{ action: 'device_key_changed', object: deviceId },
      ...(actorOf && { actor: actorOf(deviceId) }),
      before: { keyHash: hashSecret(ofPool.publicKey) },
      after: { keyHash: hashSecret(publicKey) },
    })
  }
  return { deviceId, userId, userName: name }
}

async function deviceOfPool(queries: Queries, userId: string, pool: string) {
  const [device] = await queries.query<{ deviceId: string; publicKey: string }>(
    sql`select device_id as "deviceId", public_key as "publicKey" from devices where user_id = ${userId} and pool = ${pool}
      order by enrolled_at desc limit 1`,
  )
  return device
}

/** What a device of somebody who was deleted holds must not come back. @throws HttpProblem 403 `person_deleted` */
export async function checkNotDeleted(queries: Queries, publicKey: string): Promise<void> {
  const deleted = await queries.query(
    sql`select 1 from person_deletions where ${hashSecret(publicKey)} = any(key_hashes)`,
  )
  if (deleted.length > 0) throw deletedPersonsDevice()
}

/** The latest first: a key may have been enrolled for one person after the other. */
async function devicesWithKey(
  queries: Queries,
  publicKey: string,
): Promise<readonly { readonly deviceId: string; readonly userId: string }[]> {
  return queries.query(
    sql`select device_id as "deviceId", user_id as "userId" from devices where public_key = ${publicKey} order by enrolled_at desc`,
  )
}

async function knownPerson(
  queries: Queries,
  { userId, email, userName }: Enrolling,
  before: string | undefined,
): Promise<RecordedPerson | undefined> {
  if (userId !== null) return personWithId(queries, userId)
  if (email !== null) return personWithEmail(queries, email)
  if (userName !== null) return personWithName(queries, userName)
  return before === undefined ? undefined : personWithId(queries, before)
}

async function newPerson(
  queries: Queries,
  { email, userName, sample, nameUnknown }: Enrolling,
  now: number,
): Promise<RecordedPerson> {
  if (email === null) return addPerson(queries, { name: userName ?? (await nameUnknown()), email, sample }, now)
  const name = await distinctName(queries, userName ?? (await nameOfAccount(queries, email)), email)
  return addPerson(queries, { name, email, sample }, now)
}
