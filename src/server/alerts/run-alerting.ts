import type { EpochMs } from '../../shared/contract/brands.ts'
import { inBackground } from '../jobs/in-background.ts'
import type { Database } from '../database/database.ts'
import { deliverDue } from './deliver.ts'
import { evaluateAlerts } from './evaluate.ts'
import { forgetOldAlerts } from './forget-old.ts'
import { createMailer } from './send-email.ts'

/** A receiver that takes longer has not taken the message. */
export const SEND_TIMEOUT_MS = 10_000

export interface AlertingOptions {
  readonly database: Database
  readonly tenantId: string
  readonly now: () => EpochMs
  readonly smtpUrl: string | undefined
  /** From the end of a round to the next. */
  readonly everyMs: number
  /** Told of a round that failed; the next one tries again. */
  readonly onFailure: (error: unknown) => void
}

/** Evaluates alerts, sends messages and forgets some of what is old, round after round. @returns what ends it, with the round under way. */
export function runAlerting(options: AlertingOptions): () => Promise<void> {
  const { database, tenantId, now, smtpUrl, everyMs, onFailure } = options
  const stopping = new AbortController()
  const senders = {
    mailer: smtpUrl === undefined ? null : createMailer(smtpUrl, SEND_TIMEOUT_MS),
    timeoutMs: SEND_TIMEOUT_MS,
    now,
    random: Math.random,
    stop: stopping.signal,
  }
  const rounds = inBackground({
    turn: async () => {
      await evaluateAlerts(database, tenantId, now())
      await deliverDue(database, tenantId, senders)
      await forgetOldAlerts(database, tenantId, now())
    },
    everyMs,
    failed: onFailure,
  })
  return async () => {
    stopping.abort()
    await rounds.stop()
  }
}
