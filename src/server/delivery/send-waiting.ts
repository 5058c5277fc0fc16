import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Database } from '../database/database.ts'
import { DeliveryFailed } from './delivery-failed.ts'
import {
  GIVE_UP_MS,
  markDelivered,
  markFailed,
  retryAfterMs,
  takeDeliveries,
  type Delivery,
  type DeliveryChannel,
} from './outbox.ts'

export interface Sending<Channel extends DeliveryChannel> {
  readonly channels: readonly Channel[]
  /** Messages of one round of attempts, which run together. */
  readonly atOnce: number
  /** Made for each round. It throws `DeliveryFailed` where its receiver has not confirmed. */
  readonly sender: () => Promise<(delivery: Delivery<Channel>) => Promise<void>>
  readonly now: () => EpochMs
  /** In [0, 1). */
  readonly random: () => number
  /** No round begins after it. */
  readonly stop: AbortSignal
}

/**
 * Sends due messages of some channels, each at least once: it leaves the outbox only when its receiver has confirmed it.
 * @returns the number delivered
 */
export async function sendWaiting<Channel extends DeliveryChannel>(
  database: Database,
  sending: Sending<Channel>,
): Promise<number> {
  const { channels, atOnce, sender, now, stop } = sending
  let delivered = 0
  for (;;) {
    const taken = await takeDeliveries(database, channels, now(), atOnce)
    if (taken.length === 0) return delivered
    const send = await sender()
    const outcomes = await Promise.all(taken.map((delivery) => attempt(database, delivery, send, sending)))
    delivered += outcomes.filter(Boolean).length
    if (taken.length < atOnce || stop.aborted) return delivered
  }
}

async function attempt<Channel extends DeliveryChannel>(
  database: Database,
  delivery: Delivery<Channel>,
  send: (delivery: Delivery<Channel>) => Promise<void>,
  { now, random }: Pick<Sending<Channel>, 'now' | 'random'>,
): Promise<boolean> {
  try {
    await send(delivery)
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error
    const failedAt = now()
    const isOver = error.isFinal || failedAt - delivery.createdAt >= GIVE_UP_MS
    await markFailed(database, delivery.id, {
      error: isOver ? `${error.message}; given up after ${delivery.attempts} attempts` : error.message,
      retryAt: isOver ? null : failedAt + Math.round(retryAfterMs(delivery.attempts, random())),
    })
    return false
  }
  await markDelivered(database, delivery.id, now())
  return true
}
