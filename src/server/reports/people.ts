import { deviceHealthSchema } from '../../shared/contract/health.ts'
import type { DeviceGaps, DeviceHealth } from '../../shared/contract/health.ts'
import type { DeviceRow, PersonRow } from '../../shared/contract/reports.ts'
import type { Queries } from '../database/database.ts'
import { statementParameters } from '../database/parameters.ts'
import { userFilter } from '../rollups/time-rows.ts'
import type { Slice } from '../rollups/time-rows.ts'

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
  interface Row extends Omit<DeviceRow, 'health' | 'gaps'>, DeviceGaps {
    readonly health: string | null
  }
  const rows = await queries.query<Row>(
    `select d.device_id as "deviceId", d.user_id as "userId", u.name as "userName", d.platform, d.agent_version as "agentVersion",
       d.enrolled_at as "enrolledAt", d.last_seen_at as "lastSeenAt", d.skew_ms as "skewMs", d.sample,
       d.latest_ended_at as "latestEndedAt", d.health, d.health_at as "healthAt", e.missing, e.refused, e.journals, e."journalSince"
     from devices d
     join users u on u.tenant_id = d.tenant_id and u.user_id = d.user_id
     cross join lateral (
       select coalesce(sum(greatest(0, max_seq - first_seq + 1 - taken - refused)), 0)::int as missing,
         coalesce(sum(refused), 0)::int as refused, count(*)::int as journals, max(begun_at) as "journalSince"
       from device_generations where tenant_id = $1 and device_id = d.device_id
     ) e
     where d.tenant_id = $1 and d.revoked_at is null
     order by u.name, d.enrolled_at, d.device_id`,
    [tenantId],
  )
  return rows.map(({ health, missing, refused, journals, journalSince, ...row }) => ({
    ...row,
    health: readHealth(health),
    gaps: { missing, refused, journals, journalSince },
  }))
}

/** A report older than this says nothing about now. */
const REPORT_HOLDS_MS = 24 * 3_600_000

/** Users whose every computer that was heard of lately says that it cannot see windows. */
export async function listUnobservable(queries: Queries, tenantId: string, now: number): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ userId: string; health: string }>(
    'select user_id as "userId", health from devices where tenant_id = $1 and revoked_at is null and health_at >= $2',
    [tenantId, now - REPORT_HOLDS_MS],
  )
  const seeing = (health: string) => readHealth(health)?.observable !== false
  const observable = new Set(rows.filter(({ health }) => seeing(health)).map(({ userId }) => userId))
  return new Set(rows.map(({ userId }) => userId).filter((userId) => !observable.has(userId)))
}

/** Null: none, or one that a newer endpoint wrote. */
function readHealth(text: string | null): DeviceHealth | null {
  if (text === null) return null
  const parsed = deviceHealthSchema.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : null
}
