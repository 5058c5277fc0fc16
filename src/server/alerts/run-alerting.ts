import type { EpochMs } from '../../shared/contract/brands.ts'
import { SECOND_MS } from '../../shared/time.ts'
import type { Database } from '../database/database.ts'
import { deliverDue } from './deliver.ts'
import { earliest, evaluateAlerts } from './evaluate.ts'
import { forgetOldAlerts, nextForgetAt } from './forget-old.ts'
import { nextAttemptAt } from './outbox.ts'
import { createMailer } from './send-email.ts'

/** A receiver that takes longer counts as failed. */
const SEND_TIMEOUT_MS = 10 * SECOND_MS

export interface AlertRound {
  readonly database: Database
  readonly now: () => EpochMs
  readonly smtpUrl: string | undefined
  /** Ends current attempts, so that a closing endpoint does not wait for slow receivers. */
  readonly stop?: AbortSignal
}

/**
 * One round: evaluates alerts, sends messages, and deletes some old rows.
 * @returns the earliest instant at which time alone gives the next round work; null: never
 */
export async function runAlertRound({ database, now, smtpUrl, stop }: AlertRound): Promise<EpochMs | null> {
  const { nextAt } = await evaluateAlerts(database, now())
  await deliverDue(database, {
    mailer: smtpUrl === undefined ? null : createMailer(smtpUrl, SEND_TIMEOUT_MS),
    timeoutMs: SEND_TIMEOUT_MS,
    now,
    random: Math.random,
    stop: stop ?? new AbortController().signal,
  })
  await forgetOldAlerts(database, now())
  const forgetAt = await nextForgetAt(database, now())
  return earliest(earliest(nextAt, await nextAttemptAt(database)), forgetAt)
}
