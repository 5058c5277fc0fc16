import type { DeviceHealth } from '../../shared/contract/health.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import type { IngestDevice } from './journals.ts'

/** Keeps a device's latest report of its own health. @param now the endpoint's clock, epoch ms */
export async function saveHealth(
  queries: Queries,
  { deviceId }: IngestDevice,
  health: DeviceHealth,
  now: number,
): Promise<void> {
  await queries.query(
    sql`update devices set health = ${JSON.stringify(health)}, health_at = ${now}, last_seen_at = ${now}, agent_version = ${health.agentVersion}
      where device_id = ${deviceId}`,
  )
}
