import type { EpochMs } from '../../../shared/contract/brands.ts'
import type { ReportScheduleStatus } from '../../../shared/contract/performance-report.ts'
import type { Database } from '../../database/database.ts'
import { sql } from '../../database/sql.ts'
import { NO_SMTP } from '../../delivery/send-email.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { readSettings } from '../../settings/settings-store.ts'
import type { ReportBody } from './claim-due.ts'
import { nextDue } from './due-times.ts'

interface Latest {
  readonly target: string
  readonly body: string
  readonly deliveredAt: EpochMs | null
  readonly nextAttemptAt: EpochMs | null
  readonly lastError: string | null
  readonly lastSentAt: EpochMs | null
}

/** What each schedule of the settings has sent and will send. */
export async function readScheduleStatus(
  database: Database,
  { now, canMail }: { readonly now: EpochMs; readonly canMail: boolean },
): Promise<ReportScheduleStatus[]> {
  const [{ body }, zone, latest] = await Promise.all([
    readSettings(database, 'reports'),
    tenantZone(database),
    database.query<Latest>(
      sql`select distinct on (d.target) d.target, d.body, d.delivered_at as "deliveredAt", d.next_attempt_at as "nextAttemptAt",
          d.last_error as "lastError", max(d.delivered_at) over (partition by d.target) as "lastSentAt"
        from deliveries d where d.channel = 'report' order by d.target, d.created_at desc, d.delivery_id desc`,
    ),
  ])
  return body.schedules.map((schedule) => {
    const last = latest.find(({ target }) => target === schedule.id)
    return {
      id: schedule.id,
      name: schedule.name,
      nextAt: schedule.enabled ? nextDue(schedule, zone, now) : null,
      lastDueAt: last === undefined ? null : (JSON.parse(last.body) as ReportBody).dueAt,
      lastSentAt: last?.lastSentAt ?? null,
      state: last === undefined ? 'none' : stateOf(last),
      nextAttemptAt: last?.nextAttemptAt ?? null,
      lastError: canMail ? (last?.lastError ?? null) : NO_SMTP,
    }
  })
}

function stateOf({ deliveredAt, nextAttemptAt }: Latest): ReportScheduleStatus['state'] {
  if (deliveredAt !== null) return 'sent'
  return nextAttemptAt === null ? 'given_up' : 'waiting'
}
