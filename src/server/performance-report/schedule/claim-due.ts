import type { EpochMs } from '../../../shared/contract/brands.ts'
import { SECOND_MS } from '../../../shared/time.ts'
import type { Database, Queries } from '../../database/database.ts'
import { tryLock } from '../../database/locks.ts'
import { sql } from '../../database/sql.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { readSettings } from '../../settings/settings-store.ts'
import { planReports, type KnownSchedule } from './plan.ts'

/** Another process claims, perhaps by settings from before the last change. */
const BUSY_RETRY_MS = 5 * SECOND_MS

/** The body of a report in the outbox. */
export interface ReportBody {
  readonly dueAt: EpochMs
}

/**
 * Puts reports that are due into the outbox. Schedule and due time are their id, so that each is there once, whichever process comes first and
 * whenever one dies.
 * @returns when the next one is due; null: no schedule is active
 */
export async function claimDueReports(database: Database, now: EpochMs): Promise<EpochMs | null> {
  const zone = await tenantZone(database)
  return database.transaction(async (queries) => {
    if (!(await tryLock(queries, 'reports'))) return now + BUSY_RETRY_MS
    const { body, changedAt } = await readSettings(queries, 'reports')
    const known = await queries.query<KnownSchedule>(
      sql`select schedule_id as "scheduleId", timing, zone, since from report_schedules`,
    )
    const plan = planReports(body.schedules, known, { zone, changedAt, now })
    await storeSchedules(queries, plan.schedules)
    for (const { scheduleId, dueAt } of plan.due) {
      const report: ReportBody = { dueAt }
      await queries.query(
        sql`insert into deliveries (delivery_id, channel, target, body, created_at, attempts, next_attempt_at)
          values (${reportId(scheduleId, dueAt)}, 'report', ${scheduleId}, ${JSON.stringify(report)}, ${now}, 0, ${now})
          on conflict do nothing`,
      )
    }
    return plan.nextAt
  })
}

const reportId = (scheduleId: string, dueAt: EpochMs) => `report.${scheduleId}.${dueAt}`

async function storeSchedules(queries: Queries, schedules: readonly KnownSchedule[]): Promise<void> {
  const ids = schedules.map(({ scheduleId }) => scheduleId)
  await queries.query(sql`delete from report_schedules where not (schedule_id = any(${ids}::text[]))`)
  for (const { scheduleId, timing, zone, since } of schedules) {
    await queries.query(
      sql`insert into report_schedules (schedule_id, timing, zone, since) values (${scheduleId}, ${timing}, ${zone}, ${since})
        on conflict (schedule_id) do update set timing = excluded.timing, zone = excluded.zone, since = excluded.since`,
    )
  }
}
