import type { DeletedPerson } from '../../shared/contract/people.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { keepAnAdmin } from '../identity/accounts.ts'
import { hashSecret } from '../identity/secrets.ts'
import type { Deletion } from './deletion.ts'
import { noteDeletion, type DeletionsFile } from './deletions.ts'
import { removePerson } from './remove-person.ts'

/** Of a tenant. @param deletions null: there is no data folder to keep them in */
export interface PeopleStore {
  readonly id: string
  readonly database: Database
  readonly deletions: DeletionsFile | null
}

/**
 * Deletes a person: what devices recorded, what is added up of it, devices, account, sessions and tokens. It is noted outside the database too, so
 * that a restore does not bring the person back.
 * @param id of a recorded person, or of an account
 * @throws HttpProblem 404 `unknown_person`, 409 `last_admin`.
 */
export async function deletePerson(store: PeopleStore, id: string, { now, record }: Acting): Promise<DeletedPerson> {
  const { database, deletions } = store
  const deletion = await database.transaction(async (queries) => {
    await lockTenant(queries)
    const found = await readWhole(queries, id, now)
    const admins = await queries.query(
      sql`select 1 from accounts where account_id = any(${found.accountIds}::text[]) and 'admin' = any(roles) and deactivated_at is null`,
    )
    await removePerson(queries, found)
    if (admins.length > 0) await keepAnAdmin(queries)
    await noteDeletion(queries, found)
    await record(queries, { action: 'person_deleted', object: found.personId, before: idsOf(found) })
    return found
  })
  deletions?.add(store.id, deletion)
  return { id, deletedAt: now, keptOutside: deletions !== null }
}

/** What the audit log keeps of somebody who was deleted. */
const idsOf = ({ personId, accountIds, deviceIds }: Deletion) => ({ personId, accountIds, deviceIds })

/** All ids of a person. @throws HttpProblem 404 `unknown_person` */
async function readWhole(queries: Queries, id: string, now: number): Promise<Deletion> {
  const [person] = await queries.query<{ personId: string }>(
    sql`select coalesce(a.user_id, a.account_id) as "personId" from accounts a where a.account_id = ${id}
      union select u.user_id from users u where u.user_id = ${id}`,
  )
  if (!person) throw problem(404, 'unknown_person', 'There is nobody with this id. GET /v1/people lists the ids.')
  const { personId } = person
  const accounts = await queries.query<{ accountId: string }>(
    sql`select account_id as "accountId" from accounts where user_id = ${personId} or account_id = ${personId}`,
  )
  const devices = await queries.query<{ deviceId: string; publicKey: string }>(
    sql`select device_id as "deviceId", public_key as "publicKey" from devices where user_id = ${personId} order by device_id`,
  )
  const deviceIds = devices.map(({ deviceId }) => deviceId)
  const keyHashes = devices.map(({ publicKey }) => hashSecret(publicKey))
  return {
    personId,
    accountIds: accounts.map(({ accountId }) => accountId),
    deviceIds,
    keyHashes: [...new Set([...keyHashes, ...(await formerKeyHashes(queries, deviceIds))])],
    deletedAt: now,
  }
}

/** Of the keys that devices had before, as the audit log has them: a restored endpoint may know one of these. */
async function formerKeyHashes(queries: Queries, deviceIds: readonly string[]): Promise<readonly string[]> {
  const rows = await queries.query<{ keyHash: string }>(
    sql`select before::json ->> 'keyHash' as "keyHash" from audit_entries
      where action = 'device_key_changed' and object = any(${deviceIds}::text[])`,
  )
  return rows.map(({ keyHash }) => keyHash)
}
