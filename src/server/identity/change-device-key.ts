import { isProvenKey } from '../../host/key-proof.ts'
import type { DeviceKeyChange } from '../../shared/contract/device-key.ts'
import type { Acting } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { takeLock } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { revokedDevice, unknownDevice } from '../errors/device-problems.ts'
import { problem } from '../errors/problem.ts'
import { checkNotDeleted } from './enroll-device.ts'
import { hashSecret } from './secrets.ts'
import { readTenant } from './tenant.ts'

/**
 * Gives a device another key: requests by the one before are refused from then on. The key that it has already changes nothing, so that a device
 * that lost the answer can ask again.
 * @param signedBy the key of this request: a later request may have replaced it meanwhile
 * @throws HttpProblem 400 `bad_proof`, 401 `bad_signature`, `unknown_device`, 403 `revoked`, `person_deleted`, 409 `known_key`
 */
export async function changeDeviceKey(
  database: Database,
  { deviceId, publicKey: signedBy }: { readonly deviceId: string; readonly publicKey: string },
  { publicKey, proof }: DeviceKeyChange,
  { record }: Acting,
): Promise<void> {
  const { tenantId } = await readTenant(database)
  if (!isProvenKey(publicKey, proof, { tenantId, deviceId }))
    throw problem(400, 'bad_proof', 'The new key did not sign the proof.')
  await database.transaction(async (queries) => {
    // Whoever enrolls with this key takes turns with it.
    await takeLock(queries, 'people')
    const [device] = await queries.query<{ known: string; revoked: boolean }>(
      sql`select public_key as known, revoked_at is not null as revoked
        from devices where device_id = ${deviceId} for update`,
    )
    if (!device) throw unknownDevice()
    if (device.revoked) throw revokedDevice()
    if (device.known !== signedBy) throw problem(401, 'bad_signature', 'The device has another key since.')
    if (device.known === publicKey) return
    await checkNotDeleted(queries, publicKey)
    const others = await queries.query(sql`select 1 from devices where public_key = ${publicKey}`)
    if (others.length > 0) throw problem(409, 'known_key', 'Another device has this key. Make a new one.')
    await queries.query(sql`update devices set public_key = ${publicKey} where device_id = ${deviceId}`)
    await record(queries, {
      action: 'device_key_changed',
      object: deviceId,
      before: { keyHash: hashSecret(device.known) },
      after: { keyHash: hashSecret(publicKey) },
    })
  })
}
