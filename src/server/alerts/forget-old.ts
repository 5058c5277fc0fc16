import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Database } from '../database/database.ts'

const DAY_MS = 86_400_000

/** Resolved alerts are kept a year and a month: what was late can be compared with the year before. */
export const KEEP_RESOLVED_MS = 400 * DAY_MS
/** Messages that arrived or were given up. */
export const KEEP_DELIVERIES_MS = 90 * DAY_MS
/** Rows of a statement, so that nobody waits for it. */
const AT_ONCE = 1000

/**
 * Whether an alert with this due time may have been there once and be forgotten. Such a one is raised where it holds, but not told: it may
 * have been told before.
 */
export function mayBeForgotten(dueAt: EpochMs, now: EpochMs): boolean {
  return dueAt < now - KEEP_RESOLVED_MS
}

/**
 * Deletes what has been resolved for long and was due as long ago, and messages nobody will send any more; never an alert that holds, or a
 * message that waits.
 * @param atOnce of each, at the most; what is left, the next call takes.
 * @returns how many went.
 */
export async function forgetOldAlerts(
  database: Database,
  tenantId: string,
  now: EpochMs,
  atOnce = AT_ONCE,
): Promise<{ readonly alerts: number; readonly deliveries: number }> {
  const alerts = await database.query(
    `delete from alerts a
     where a.tenant_id = $1 and a.state = 'resolved' and (a.sla_id, a.denial_no, a.due_at) in (
       select o.sla_id, o.denial_no, o.due_at from alerts o
       where o.tenant_id = $1 and o.state = 'resolved' and o.resolved_at < $2 and o.due_at < $2
       order by o.resolved_at limit $3)
     returning a.denial_no`,
    [tenantId, now - KEEP_RESOLVED_MS, atOnce],
  )
  const deliveries = await database.query(
    `delete from deliveries d
     where d.tenant_id = $1 and d.delivery_id in (
       select o.delivery_id from deliveries o
       where o.tenant_id = $1 and o.next_attempt_at is null and o.created_at < $2
       order by o.created_at limit $3)
     returning d.delivery_id`,
    [tenantId, now - KEEP_DELIVERIES_MS, atOnce],
  )
  return { alerts: alerts.length, deliveries: deliveries.length }
}
