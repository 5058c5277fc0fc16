import { businessCalendar } from '../../shared/business-time/index.ts'
import { STOPPED_AFTER_MS, stoppedAt, type LastHeard } from '../../shared/device-health/index.ts'
import { DAY_MS } from '../../shared/time.ts'
import { sql, where } from '../database/sql.ts'
import { tenantZone } from '../identity/tenant.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { currentRules } from '../rules/rules-store.ts'
import { readSettings } from '../settings/settings-store.ts'
import { readHealth } from './device-health.ts'

/** A device, and whose it is. */
interface Device extends LastHeard {
  readonly deviceId: string
  readonly userId: string
  readonly team: string | null
}

/** Since when the agents of devices that are silent in working time have been, by device. Made-up devices never report. */
export async function stoppedDevices(scope: Scope, now: number): Promise<ReadonlyMap<string, number>> {
  const devices = await readDevices(scope)
  return new Map([...(await stoppedAmong(scope, devices, now))].map(([{ deviceId }, at]) => [deviceId, at]))
}

/** The same by person: of those with a stopped agent, and none that is heard from. */
export async function stoppedPeople(scope: Scope, now: number): Promise<ReadonlyMap<string, number>> {
  const devices = await readDevices(scope)
  const heard = new Set(devices.filter((device) => isHeard(device, now)).map(({ userId }) => userId))
  const people = new Map<string, number>()
  for (const [{ userId }, at] of await stoppedAmong(scope, devices, now)) {
    if (!heard.has(userId)) people.set(userId, Math.max(at, people.get(userId) ?? 0))
  }
  return people
}

const isHeard = ({ lastSeenAt }: Device, now: number): boolean =>
  lastSeenAt !== null && now - lastSeenAt < STOPPED_AFTER_MS

async function stoppedAmong(
  scope: Scope,
  devices: readonly Device[],
  now: number,
): Promise<ReadonlyMap<Device, number>> {
  // Mostly there are none, and nothing more is read.
  const silent = devices.filter(
    (device) => !isHeard(device, now) && device.lastSeenAt !== null && now - device.lastSeenAt < 2 * DAY_MS,
  )
  if (silent.length === 0) return new Map()
  const [{ policy }, { body: settings }, zone] = await Promise.all([
    currentRules(scope),
    readSettings(scope, 'calendar'),
    tenantZone(scope.database),
  ])
  const { privacy } = policy
  const found = silent.map(
    (device) =>
      [device, stoppedAt(device, now, { privacy, calendar: businessCalendar(settings, device.team, zone) })] as const,
  )
  return new Map(found.flatMap(([device, at]) => (at === null ? [] : [[device, at]])))
}

async function readDevices(scope: Scope): Promise<readonly Device[]> {
  const rows = await scope.query<Omit<Device, 'health'> & { health: string | null }>(
    sql`select d.device_id as "deviceId", d.user_id as "userId", u.team, d.last_seen_at as "lastSeenAt", d.health, d.health_at as "healthAt"
      from devices d join users u on u.user_id = d.user_id
      ${where([sql`d.revoked_at is null`, sql`not d.sample`, sql`d.last_seen_at is not null`, visiblePeople(scope, 'd')])}`,
  )
  return rows.map((row) => ({ ...row, health: readHealth(row.health) }))
}
