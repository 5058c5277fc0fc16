import type { EpochMs } from '../../shared/contract/brands.ts'
import { DAY_MS } from '../../shared/time.ts'
import { readValue, type Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'

/** Resolved alerts are kept a year and a month, for a comparison with the year before. */
export const KEEP_RESOLVED_MS = 400 * DAY_MS
/** Messages that were delivered or given up. */
export const KEEP_DELIVERIES_MS = 90 * DAY_MS
/** Rows of a statement, so that nothing waits long for its locks. */
const AT_ONCE = 1000

/** Whether an alert with this due time may have been deleted. It is raised without a message then, because there may have been one before. */
export function mayBeForgotten(dueAt: EpochMs, now: EpochMs): boolean {
  return dueAt < now - KEEP_RESOLVED_MS
}

/**
 * Deletes alerts that were resolved and due long ago, and old messages that are delivered or given up.
 * @param atOnce limit of each; the next call deletes the rest
 */
export async function forgetOldAlerts(
  database: Database,
  now: EpochMs,
  atOnce = AT_ONCE,
): Promise<{ readonly alerts: number; readonly deliveries: number }> {
  const before = now - KEEP_RESOLVED_MS
  const alerts = await database.query(
    sql`delete from alerts a
      where a.state = 'resolved' and (a.sla_id, a.denial_no, a.due_at) in (
        select o.sla_id, o.denial_no, o.due_at from alerts o
        where o.state = 'resolved' and o.resolved_at < ${before} and o.due_at < ${before}
        order by o.resolved_at limit ${atOnce})
      returning a.denial_no`,
  )
  const deliveries = await database.query(
    sql`delete from deliveries d
      where d.delivery_id in (
        select o.delivery_id from deliveries o
        where o.next_attempt_at is null and o.created_at < ${now - KEEP_DELIVERIES_MS}
        order by o.created_at limit ${atOnce})
      returning d.delivery_id`,
  )
  return { alerts: alerts.length, deliveries: deliveries.length }
}

/** When the oldest resolved alert or finished message may be deleted, but not before tomorrow; null: there is none. */
export async function nextForgetAt(database: Database, now: EpochMs): Promise<EpochMs | null> {
  const at = await readValue<EpochMs>(
    database,
    sql`select least(
        (select min(a.resolved_at) from alerts a where a.state = 'resolved') + ${KEEP_RESOLVED_MS}::bigint,
        (select min(d.created_at) from deliveries d where d.next_attempt_at is null) + ${KEEP_DELIVERIES_MS}::bigint)`,
  )
  return at === null ? null : Math.max(at, now + DAY_MS)
}
