import type { DeliveryHealth } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { AlertingSettings } from '../../shared/contract/settings.ts'
import type { Database } from '../database/database.ts'
import { readSettings } from '../settings/settings-store.ts'
import { DeliveryFailed } from './delivery-failed.ts'
import type { EmailBody } from './messages.ts'
import {
  BATCH,
  channelHealth,
  GIVE_UP_MS,
  markDelivered,
  markFailed,
  retryAfterMs,
  takeDeliveries,
  type Delivery,
} from './outbox.ts'
import type { Mailer } from './send-email.ts'
import { sendWebhook } from './send-webhook.ts'

/** The means of delivery. */
export interface Senders {
  /** Null: there is no SMTP URL. */
  readonly mailer: Mailer | null
  readonly timeoutMs: number
  readonly now: () => EpochMs
  /** In [0, 1). */
  readonly random: () => number
  /** Ends current attempts; their messages are retried later. */
  readonly stop: AbortSignal
}

const NO_SMTP = 'TOUCHLEDGER_SMTP_URL is not set, so no email is sent'

/**
 * Sends due messages, each at least once: it leaves the outbox only when its receiver has confirmed it.
 * @returns the number delivered
 */
export async function deliverDue(database: Database, senders: Senders): Promise<number> {
  let delivered = 0
  for (;;) {
    const taken = await takeDeliveries(database, senders.now())
    if (taken.length === 0) return delivered
    const { body: settings } = await readSettings(database, 'alerting')
    const outcomes = await Promise.all(taken.map((delivery) => attempt(database, delivery, settings, senders)))
    delivered += outcomes.filter(Boolean).length
    if (taken.length < BATCH || senders.stop.aborted) return delivered
  }
}

async function attempt(
  database: Database,
  delivery: Delivery,
  settings: AlertingSettings,
  senders: Senders,
): Promise<boolean> {
  try {
    await send(delivery, settings, senders)
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error
    const now = senders.now()
    const isOver = now - delivery.createdAt >= GIVE_UP_MS
    await markFailed(database, delivery.id, {
      error: isOver ? `${error.message}; given up after ${delivery.attempts} attempts` : error.message,
      retryAt: isOver ? null : now + Math.round(retryAfterMs(delivery.attempts, senders.random())),
    })
    return false
  }
  await markDelivered(database, delivery.id, senders.now())
  return true
}

async function send(delivery: Delivery, settings: AlertingSettings, senders: Senders): Promise<void> {
  switch (delivery.channel) {
    case 'webhook': {
      const webhook = settings.webhooks.find(({ id }) => id === delivery.target)
      if (!webhook) throw new DeliveryFailed('the webhook is no longer in the settings')
      return sendWebhook(webhook, delivery, { ...senders, now: senders.now() })
    }
    case 'email': {
      if (settings.email === null) throw new DeliveryFailed('email is no longer in the settings')
      if (senders.mailer === null) throw new DeliveryFailed(NO_SMTP)
      return senders.mailer.send(settings.email, { ...(JSON.parse(delivery.body) as EmailBody), id: delivery.id })
    }
  }
}

/** Health of every alert channel. */
export async function readDeliveryHealth(database: Database, canMail: boolean): Promise<DeliveryHealth[]> {
  const { body } = await readSettings(database, 'alerting')
  return channelHealth(database, [
    ...(body.email === null ? [] : [{ channel: 'email' as const, target: 'email', problem: canMail ? null : NO_SMTP }]),
    ...body.webhooks.map(({ id }) => ({ channel: 'webhook' as const, target: id, problem: null })),
  ])
}
