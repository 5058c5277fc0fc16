import type { DeviceRow, PersonRow } from '../../shared/contract/reports.ts'
import type { Queries } from '../database/database.ts'
import { statementParameters } from './parameters.ts'
import { userFilter } from './slice.ts'
import type { Slice } from './slice.ts'

/** The people of a slice by name. */
export async function listPeople(
  queries: Queries,
  slice: Pick<Slice, 'tenantId' | 'userId' | 'team'>,
): Promise<PersonRow[]> {
  const parameters = statementParameters()
  return queries.query<PersonRow>(
    `select p.user_id as id, p.name, p.team, p.sample from users p
     where p.tenant_id = ${parameters.add(slice.tenantId)}${userFilter({ from: 0, to: 0, payer: null, ...slice }, parameters, 'p')}
     order by p.name`,
    parameters.values,
  )
}

/** Every enrolled device that is not revoked, by its user's name. */
export async function listDevices(queries: Queries, tenantId: string): Promise<DeviceRow[]> {
  return queries.query<DeviceRow>(
    `select d.device_id as "deviceId", d.user_id as "userId", u.name as "userName", d.platform, d.agent_version as "agentVersion",
       d.enrolled_at as "enrolledAt", d.last_seen_at as "lastSeenAt", d.skew_ms as "skewMs", d.sample
     from devices d join users u on u.tenant_id = d.tenant_id and u.user_id = d.user_id
     where d.tenant_id = $1 and d.revoked_at is null
     order by u.name, d.enrolled_at, d.device_id`,
    [tenantId],
  )
}
