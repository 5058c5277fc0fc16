import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Database } from '../database/database.ts'
import { nextAttemptAt } from '../delivery/outbox.ts'
import type { Networks } from '../delivery/networks.ts'
import { openMailer, SEND_TIMEOUT_MS } from '../delivery/send-email.ts'
import { earliest } from '../jobs/earliest.ts'
import { alertChannels, deliverDue } from './deliver.ts'
import { evaluateAlerts } from './evaluate.ts'
import { forgetOldAlerts, nextForgetAt } from './forget-old.ts'

export interface AlertRound {
  readonly database: Database
  readonly now: () => EpochMs
  readonly smtpUrl: string | undefined
  /** Networks in which webhooks may reach receivers beside public addresses. */
  readonly networks?: Networks
  /** Ends current attempts, so that a closing endpoint does not wait for slow receivers. */
  readonly stop?: AbortSignal
}

/**
 * One round: evaluates alerts, sends messages, and deletes some old rows.
 * @returns the earliest instant at which time alone gives the next round work; null: never
 */
export async function runAlertRound({
  database,
  now,
  smtpUrl,
  networks = [],
  stop,
}: AlertRound): Promise<EpochMs | null> {
  const { nextAt } = await evaluateAlerts(database, now())
  await deliverDue(database, {
    mailer: openMailer(smtpUrl),
    timeoutMs: SEND_TIMEOUT_MS,
    networks,
    now,
    random: Math.random,
    stop: stop ?? new AbortController().signal,
  })
  await forgetOldAlerts(database, now())
  const forgetAt = await nextForgetAt(database, now())
  return earliest(earliest(nextAt, await nextAttemptAt(database, alertChannels)), forgetAt)
}
