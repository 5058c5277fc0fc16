import type { EpochMs } from '../../../shared/contract/brands.ts'
import type { ReportSchedule } from '../../../shared/contract/settings.ts'
import type { Period } from '../../../shared/performance/index.ts'
import { dayOf } from '../../../shared/business-time/index.ts'
import type { RecordDeed } from '../../audit/append.ts'
import type { Database } from '../../database/database.ts'
import { DeliveryFailed } from '../../delivery/delivery-failed.ts'
import { NO_SMTP, type Mailer } from '../../delivery/send-email.ts'
import { everything } from '../../identity/scope.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { drawPage } from '../draw-page.ts'
import { namesOnFile } from '../names-on-file.ts'
import { performancePage } from '../page.ts'
import { readPerformanceAnswers, type ReportSources } from '../read-answers.ts'
import { reportMessage } from './message.ts'
import { reportPeriod } from './report-period.ts'

export interface ReportToSend {
  readonly schedule: ReportSchedule
  readonly from: string
  /** Its period is the one before it. */
  readonly dueAt: EpochMs
  readonly now: EpochMs
  readonly messageId: string
  readonly isTest: boolean
  readonly record: RecordDeed
}

/** Makes a report and sends it to its recipients. @throws DeliveryFailed */
export async function sendReport(
  database: Database,
  sources: ReportSources,
  mailer: Mailer | null,
  { schedule, from, dueAt, now, messageId, isTest, record }: ReportToSend,
): Promise<{ readonly period: Period }> {
  if (mailer === null) throw new DeliveryFailed(NO_SMTP)
  const zone = await tenantZone(database)
  const { period, before } = reportPeriod(schedule.period, dueAt, zone)
  const filters = { userId: null, team: schedule.team ?? null, payer: schedule.payer ?? null }
  await checkNames(database, schedule)
  const answers = await readPerformanceAnswers(
    everything(database),
    { period, before, filters, denialFilters: {}, shift: undefined },
    sources,
    { zone, now },
  )
  const page = performancePage(answers)
  const filename = `performance-${dayOf(period.from, zone).toString()}-to-${dayOf(period.to - 1, zone).toString()}.pdf`
  const attachment = { filename, contentType: 'application/pdf', content: await drawPage(page) }
  // Before it leaves: a mail server that has taken it may still say that it has not.
  const { id, team, to } = schedule
  await database.transaction((queries) =>
    record(queries, {
      ...{ action: 'exported', object: `report/${id}`, period, after: { team: team ?? null, to, isTest } },
    }),
  )
  await mailer.send(
    { from, to: schedule.to },
    {
      ...reportMessage(page, schedule.name, isTest),
      id: messageId,
      attachments: [attachment],
    },
  )
  return { period }
}

/** @throws DeliveryFailed when the schedule's team or payer is gone, as after a new name */
async function checkNames(database: Database, { team, payer }: ReportSchedule): Promise<void> {
  const known = await namesOnFile(everything(database), { team: team ?? null, payer: payer ?? null })
  const unknown = known.team ? (known.payer ? null : `payer ${payer}`) : `team ${team}`
  if (unknown !== null)
    throw new DeliveryFailed(`there is no ${unknown}: change the schedule in Settings`, { isFinal: true })
}
