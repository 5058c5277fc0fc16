import type { DeviceGaps, DeviceRow, PersonRow } from '../../shared/contract/reports.ts'
import { DAY_MS } from '../../shared/time.ts'
import { all, sql, where, type Sql } from '../database/sql.ts'
import { recordedPersonColumns } from '../identity/recorded-people.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { peopleCondition, type Filters } from '../rollups/filters.ts'
import { readHealth } from './device-health.ts'
import { stoppedDevices } from './stopped-agents.ts'

/** People by name. */
export async function listPeople(scope: Scope, filters: Pick<Filters, 'userId' | 'team'>): Promise<PersonRow[]> {
  return scope.query<PersonRow>(
    sql`select ${recordedPersonColumns('p')} from users p
     ${where([peopleCondition(scope, { from: 0, to: 0, payer: null, ...filters }, 'p')])}
     order by p.name`,
  )
}

/** Ids of the same people, in no order: a quarter of the cost. */
export async function listUserIds(scope: Scope, filters: Pick<Filters, 'userId' | 'team'>): Promise<string[]> {
  const rows = await scope.query<{ id: string }>(
    sql`select p.user_id as id from users p
      ${where([peopleCondition(scope, { from: 0, to: 0, payer: null, ...filters }, 'p')])}`,
  )
  return rows.map(({ id }) => id)
}

/** Every enrolled device that is not revoked, by its user's name. @param now the endpoint's clock, epoch ms */
export async function listDevices(scope: Scope, now: number): Promise<DeviceRow[]> {
  interface Row extends Omit<DeviceRow, 'health' | 'gaps' | 'notice' | 'stoppedAt'>, DeviceGaps {
    readonly health: string | null
    readonly version: number | null
    readonly acknowledgedAt: number
    readonly how: NonNullable<DeviceRow['notice']>['how']
  }
  const rows = await scope.query<Row>(
    sql`select d.device_id as "deviceId", d.user_id as "userId", u.name as "userName", d.platform, d.agent_version as "agentVersion",
       d.enrolled_at as "enrolledAt", d.last_seen_at as "lastSeenAt", d.skew_ms as "skewMs", d.sample,
       d.latest_ended_at as "latestEndedAt", d.health, d.health_at as "healthAt", e.missing, e.lost, e.refused, e.journals, e."journalSince",
       a.version, a.acknowledged_at as "acknowledgedAt", a.how
     from devices d
     join users u on u.user_id = d.user_id
     cross join lateral (
       select ${countOf(sql`greatest(0, greatest(max_seq, contiguous_seq) - begins_at + 1 - taken - refused - too_old - lost)`)} as missing,
         ${countOf(sql`lost`)} as lost, coalesce(sum(refused), 0)::bigint as refused, count(*)::int as journals, max(begun_at) as "journalSince"
       from journals where device_id = d.device_id
     ) e
     left join lateral (
       select n.version, n.acknowledged_at, n.how from notice_acknowledgments n
       where n.device_id = d.device_id order by n.acknowledged_at desc limit 1
     ) a on true
     ${where([sql`d.revoked_at is null`, visiblePeople(scope, 'd')])}
     order by u.name, d.enrolled_at, d.device_id`,
  )
  const stopped = await stoppedDevices(scope, now)
  return rows.map(
    ({ health, missing, lost, refused, journals, journalSince, version, acknowledgedAt, how, ...row }) => ({
      ...row,
      notice: version === null ? null : { version, acknowledgedAt, how },
      health: readHealth(health),
      stoppedAt: stopped.get(row.deviceId) ?? null,
      gaps: { missing, lost, refused, journals, journalSince },
    }),
  )
}

/** The sum over the journals of a device. A hostile one may name any numbers. */
const countOf = (each: Sql): Sql => sql`least(coalesce(sum(${each}), 0), ${Number.MAX_SAFE_INTEGER}::bigint)::bigint`

/** An older report says nothing about now. */
const REPORT_VALID_MS = DAY_MS

/** Users whose every computer with a recent report cannot see windows. */
export async function listUnobservable(scope: Scope, now: number): Promise<ReadonlySet<string>> {
  const recent = all([
    sql`d.revoked_at is null`,
    sql`d.health_at >= ${now - REPORT_VALID_MS}::bigint`,
    visiblePeople(scope, 'd'),
  ])
  const rows = await scope.query<{ userId: string; health: string }>(
    sql`select d.user_id as "userId", d.health from devices d where ${recent}`,
  )
  const canSee = (health: string) => readHealth(health)?.observable !== false
  const observable = new Set(rows.filter(({ health }) => canSee(health)).map(({ userId }) => userId))
  return new Set(rows.map(({ userId }) => userId).filter((userId) => !observable.has(userId)))
}
