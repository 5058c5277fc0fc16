import type { EpochMs } from '../../../shared/contract/brands.ts'
import { byEndpoint } from '../../audit/append.ts'
import type { Database } from '../../database/database.ts'
import { DeliveryFailed } from '../../delivery/delivery-failed.ts'
import { nextAttemptAt, type Delivery } from '../../delivery/outbox.ts'
import { openMailer } from '../../delivery/send-email.ts'
import { sendWaiting } from '../../delivery/send-waiting.ts'
import { earliest } from '../../jobs/earliest.ts'
import { readSettings } from '../../settings/settings-store.ts'
import type { ReportSources } from '../read-answers.ts'
import { claimDueReports, type ReportBody } from './claim-due.ts'
import { sendReport } from './send-report.ts'

export interface ReportRound {
  readonly database: Database
  readonly sources: ReportSources
  readonly now: () => EpochMs
  readonly smtpUrl: string | undefined
  readonly stop: AbortSignal
}

/**
 * One round: claims the reports that are due, and sends what waits.
 * @returns the earliest instant at which time alone gives the next round work; null: never
 */
export async function runReportSchedules(round: ReportRound): Promise<EpochMs | null> {
  const { database, now } = round
  const nextDueAt = await claimDueReports(database, now())
  await sendDueReports({ ...round, random: Math.random })
  return earliest(nextDueAt, await nextAttemptAt(database, ['report']))
}

/** Sends the reports that wait, one after the other: each asks a lot of the database. @returns the number sent */
export function sendDueReports({
  database,
  sources,
  now,
  smtpUrl,
  random,
  stop,
}: ReportRound & { readonly random: () => number }): Promise<number> {
  const mailer = openMailer(smtpUrl)
  return sendWaiting(database, {
    ...{ channels: ['report'] as const, atOnce: 1, now, random, stop },
    sender: async () => {
      const { body } = await readSettings(database, 'reports')
      return async (delivery: Delivery<'report'>) => {
        const schedule = body.schedules.find(({ id, enabled }) => id === delivery.target && enabled)
        if (!schedule || body.from === null) {
          throw new DeliveryFailed('the schedule is no longer in the settings', { isFinal: true })
        }
        const { dueAt } = JSON.parse(delivery.body) as ReportBody
        await sendReport(database, sources, mailer, {
          ...{ schedule, from: body.from, dueAt, now: now() },
          ...{ messageId: delivery.id, isTest: false, record: byEndpoint(now()) },
        })
      }
    },
  })
}
