import type { DeliveryHealth } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { AlertingSettings } from '../../shared/contract/settings.ts'
import type { Database } from '../database/database.ts'
import { DeliveryFailed } from '../delivery/delivery-failed.ts'
import type { Networks } from '../delivery/networks.ts'
import { channelHealth, type Delivery } from '../delivery/outbox.ts'
import { NO_SMTP, type EmailBody, type Mailer } from '../delivery/send-email.ts'
import { sendWaiting } from '../delivery/send-waiting.ts'
import { readSettings } from '../settings/settings-store.ts'
import type { AlertChannel } from './messages.ts'
import { sendWebhook } from './send-webhook.ts'

/** The means of delivery. */
export interface Senders {
  /** Null: there is no SMTP URL. */
  readonly mailer: Mailer | null
  readonly timeoutMs: number
  /** Networks in which webhooks may reach receivers beside public addresses. */
  readonly networks: Networks
  readonly now: () => EpochMs
  /** In [0, 1). */
  readonly random: () => number
  /** Ends current attempts; their messages are retried later. */
  readonly stop: AbortSignal
}

/** Where messages about alerts go. */
export const alertChannels: readonly AlertChannel[] = ['email', 'webhook']
/** Messages of one round of attempts. */
const AT_ONCE = 20

/**
 * Sends due messages about alerts.
 * @returns the number delivered
 */
export async function deliverDue(database: Database, senders: Senders): Promise<number> {
  return sendWaiting(database, {
    channels: alertChannels,
    atOnce: AT_ONCE,
    sender: async () => {
      const { body: settings } = await readSettings(database, 'alerting')
      return (delivery) => send(delivery, settings, senders)
    },
    ...senders,
  })
}

async function send(delivery: Delivery<AlertChannel>, settings: AlertingSettings, senders: Senders): Promise<void> {
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
  return channelHealth(database, alertChannels, [
    ...(body.email === null ? [] : [{ channel: 'email' as const, target: 'email', problem: canMail ? null : NO_SMTP }]),
    ...body.webhooks.map(({ id }) => ({ channel: 'webhook' as const, target: id, problem: null })),
  ])
}
