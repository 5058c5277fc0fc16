import type { DeliveryHealth } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import { textArray } from '../database/arrays.ts'
import { readValue, type Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'

/** Longer than any attempt. If the sender dies during an attempt, the message is sent again after it. */
const LEASE_MS = 2 * MINUTE_MS
const FIRST_RETRY_MS = MINUTE_MS / 2
const LONGEST_RETRY_MS = 6 * HOUR_MS
/** A message is given up after failing for this long. */
export const GIVE_UP_MS = 3 * DAY_MS
/** What a message is: an alert by e-mail or to a webhook, or a scheduled report. */
export type DeliveryChannel = 'email' | 'webhook' | 'report'

/** A message to send. Addresses and secrets are looked up when it is sent. */
export interface NewDelivery<Channel extends DeliveryChannel = DeliveryChannel> {
  readonly channel: Channel
  /** Id of the webhook or of the schedule; `email`. */
  readonly target: string
  /** JSON, as the channel has it. */
  readonly body: string
}

/** A message to send now. */
export interface Delivery<Channel extends DeliveryChannel = DeliveryChannel> extends NewDelivery<Channel> {
  /** The same at every attempt, so that receivers recognize a repetition. */
  readonly id: string
  readonly createdAt: EpochMs
  /** Including this one. */
  readonly attempts: number
}

/**
 * Time to the next attempt: it doubles from 30 seconds to 6 hours, less up to half at random, so that messages that failed together are
 * not retried together.
 * @param attempts that have failed @param random in [0, 1)
 */
export function retryAfterMs(attempts: number, random: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20)) * (1 - random / 2)
}

/** Takes at most `limit` due messages of some channels under a lease, so that no other process sends them meanwhile. */
export async function takeDeliveries<Channel extends DeliveryChannel>(
  queries: Queries,
  channels: readonly Channel[],
  now: EpochMs,
  limit: number,
): Promise<Delivery<Channel>[]> {
  return queries.query<Delivery<Channel>>(
    sql`update deliveries d set attempts = d.attempts + 1, next_attempt_at = ${now + LEASE_MS}::bigint
      where d.delivery_id in (
        select w.delivery_id from deliveries w
        where w.delivered_at is null and w.next_attempt_at <= ${now}::bigint and w.channel = any(${channels}::text[])
        order by w.next_attempt_at, w.created_at, w.delivery_id limit ${limit}
        for update skip locked)
      returning d.delivery_id as id, d.channel, d.target, d.body, d.created_at as "createdAt", d.attempts`,
  )
}

/** When the next message of some channels is due; null: none is waiting. */
export const nextAttemptAt = (queries: Queries, channels: readonly DeliveryChannel[]): Promise<EpochMs | null> =>
  readValue(
    queries,
    sql`select min(next_attempt_at) from deliveries where delivered_at is null and channel = any(${channels}::text[])`,
  )

export async function markDelivered(queries: Queries, id: string, now: EpochMs): Promise<void> {
  await queries.query(
    sql`update deliveries set delivered_at = ${now}, next_attempt_at = null, last_error = null where delivery_id = ${id}`,
  )
}

/** @param error one plain sentence without secrets @param retryAt null: it is given up */
export async function markFailed(
  queries: Queries,
  id: string,
  { error, retryAt }: { readonly error: string; readonly retryAt: EpochMs | null },
): Promise<void> {
  await queries.query(
    sql`update deliveries set next_attempt_at = ${retryAt}, last_error = ${error}
      where delivery_id = ${id} and delivered_at is null`,
  )
}

type Counted = Omit<DeliveryHealth, 'configured'>
type Place = Pick<DeliveryHealth, 'channel' | 'target'>

/** Health of the channels in the settings, and of others of these kinds that still have messages. */
export async function channelHealth(
  queries: Queries,
  kinds: readonly DeliveryChannel[],
  configured: readonly (Place & { readonly problem: string | null })[],
): Promise<DeliveryHealth[]> {
  const channels = textArray(configured.map(({ channel }) => channel))
  const targets = textArray(configured.map(({ target }) => target))
  const rows = await queries.query<Counted>(
    sql`select d.channel, d.target, count(*) filter (where d.delivered_at is null and d.next_attempt_at is not null) as waiting,
        count(*) filter (where d.delivered_at is null and d.next_attempt_at is null) as "givenUp", count(d.delivered_at) as delivered,
        max(d.delivered_at) as "lastDeliveredAt", min(d.next_attempt_at) as "nextAttemptAt",
        (array_agg(d.last_error order by d.created_at desc) filter (where d.last_error is not null))[1] as "lastError"
      from deliveries d
      where d.channel = any(${kinds}::text[])
        and (d.delivered_at is null or (d.channel, d.target) in (select * from unnest(${channels}::text[], ${targets}::text[])))
      group by d.channel, d.target order by d.channel, d.target`,
  )
  const isSame = (one: Place, other: Place) => one.channel === other.channel && one.target === other.target
  const known = configured.map(({ channel, target, problem }): DeliveryHealth => {
    const row = rows.find((each) => isSame({ channel, target }, each)) ?? { ...withoutMessages, channel, target }
    return { ...row, configured: true, lastError: problem ?? row.lastError }
  })
  const removed = rows.filter((row) => !configured.some((channel) => isSame(channel, row)))
  return [...known, ...removed.map((row) => ({ ...row, configured: false }))]
}

const withoutMessages = {
  waiting: 0,
  givenUp: 0,
  delivered: 0,
  lastDeliveredAt: null,
  nextAttemptAt: null,
  lastError: null,
}
