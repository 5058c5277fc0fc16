import type { DeviceHealth } from '../../shared/contract/health.ts'
import type { Queries } from '../database/database.ts'
import type { IngestDevice } from './ingest.ts'

/** Keeps what a device says of itself; the last word counts. @param now the endpoint's clock, epoch ms */
export async function saveHealth(
  queries: Queries,
  { tenantId, deviceId }: IngestDevice,
  health: DeviceHealth,
  now: number,
): Promise<void> {
  await queries.query(
    `update devices set health = $3, health_at = $4, last_seen_at = $4, agent_version = $5
     where tenant_id = $1 and device_id = $2`,
    [tenantId, deviceId, JSON.stringify(health), now, health.agentVersion],
  )
}
