import type { Acting } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'

/**
 * Refuses everything that a device asks from now on, and desktops of its pool. What it sent stays; a new enrollment code lets it in again.
 * @throws HttpProblem 404 `unknown_device`
 */
export async function revokeDevice(database: Database, deviceId: string, { now, record }: Acting): Promise<void> {
  await database.transaction(async (queries) => {
    const [device] = await queries.query<{ userId: string }>(
      sql`update devices set revoked_at = ${now} where device_id = ${deviceId} and revoked_at is null
        returning user_id as "userId"`,
    )
    if (!device) throw problem(404, 'unknown_device', 'There is no such device, or it is revoked already.')
    await queries.query(
      sql`update enrollment_codes set expires_at = ${now} where device_id = ${deviceId} and pool is not null and expires_at > ${now}`,
    )
    await record(queries, { action: 'device_revoked', object: deviceId, before: { user: device.userId } })
  })
}
