import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Queries } from '../database/database.ts'
import { textArray } from '../database/arrays.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Longer than any attempt takes. Who dies during an attempt leaves the message to be sent again after it. */
const LEASE_MS = 2 * MINUTE_MS
const FIRST_RETRY_MS = MINUTE_MS / 2
const LONGEST_RETRY_MS = 6 * 60 * MINUTE_MS
/** What could not be delivered for so long is given up, and says so. */
export const GIVE_UP_MS = 3 * DAY_MS
/** Messages of one round of attempts. */
export const BATCH = 20

/** A message that is to be sent now. */
export interface Delivery {
  /** The same at every attempt: what receivers know a repetition by. */
  readonly id: string
  readonly channel: 'email' | 'webhook'
  readonly target: string
  readonly body: string
  readonly createdAt: EpochMs
  /** This one included. */
  readonly attempts: number
}

/**
 * Time to the next attempt after `attempts` that failed: it doubles from 30 s to 6 h, less up to a half, so that what failed together does
 * not come back together.
 * @param random in [0, 1)
 */
export function retryAfterMs(attempts: number, random: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20)) * (1 - random / 2)
}

/** Takes messages that are due. Nobody else takes them before the lease ends. */
export async function takeDeliveries(queries: Queries, tenantId: string, now: EpochMs): Promise<Delivery[]> {
  return queries.query<Delivery>(
    `update deliveries d set attempts = d.attempts + 1, next_attempt_at = $2::bigint + $3::bigint
     where d.tenant_id = $1 and d.delivery_id in (
       select w.delivery_id from deliveries w
       where w.tenant_id = $1 and w.delivered_at is null and w.next_attempt_at <= $2::bigint
       order by w.next_attempt_at, w.created_at, w.delivery_id limit $4
       for update skip locked)
     returning d.delivery_id as id, d.channel, d.target, d.body, d.created_at as "createdAt", d.attempts`,
    [tenantId, now, LEASE_MS, BATCH],
  )
}

export async function markDelivered(queries: Queries, tenantId: string, id: string, now: EpochMs): Promise<void> {
  await queries.query(
    `update deliveries set delivered_at = $3, next_attempt_at = null, last_error = null
     where tenant_id = $1 and delivery_id = $2`,
    [tenantId, id, now],
  )
}

/** @param error one plain sentence without secrets. @param retryAt null: it is given up. */
export async function markFailed(
  queries: Queries,
  tenantId: string,
  id: string,
  { error, retryAt }: { readonly error: string; readonly retryAt: EpochMs | null },
): Promise<void> {
  await queries.query(
    `update deliveries set next_attempt_at = $3, last_error = $4 where tenant_id = $1 and delivery_id = $2 and delivered_at is null`,
    [tenantId, id, retryAt, error],
  )
}

/** How a channel does. */
export interface ChannelHealth {
  readonly channel: 'email' | 'webhook'
  readonly target: string
  /** It is in the settings. */
  readonly configured: boolean
  /** Not sent yet, or to be tried again. */
  readonly waiting: number
  /** Given up. */
  readonly givenUp: number
  readonly delivered: number
  readonly lastDeliveredAt: EpochMs | null
  /** When the next message is tried. */
  readonly nextAttemptAt: EpochMs | null
  /** Of the latest message that failed since the last one that arrived; null: all is well. */
  readonly lastError: string | null
}

type Counted = Omit<ChannelHealth, 'configured'>

/** Health of the channels in the settings, and of those that still have messages. */
export async function channelHealth(
  queries: Queries,
  tenantId: string,
  configured: readonly {
    readonly channel: 'email' | 'webhook'
    readonly target: string
    readonly problem: string | null
  }[],
): Promise<ChannelHealth[]> {
  const rows = await queries.query<Counted>(
    `select d.channel, d.target, count(*) filter (where d.delivered_at is null and d.next_attempt_at is not null) as waiting,
       count(*) filter (where d.delivered_at is null and d.next_attempt_at is null) as "givenUp", count(d.delivered_at) as delivered,
       max(d.delivered_at) as "lastDeliveredAt", min(d.next_attempt_at) as "nextAttemptAt",
       (array_agg(d.last_error order by d.created_at desc) filter (where d.last_error is not null))[1] as "lastError"
     from deliveries d
     where d.tenant_id = $1
       and (d.delivered_at is null or (d.channel, d.target) in (select * from unnest($2::text[], $3::text[])))
     group by d.channel, d.target order by d.channel, d.target`,
    [tenantId, textArray(configured.map(({ channel }) => channel)), textArray(configured.map(({ target }) => target))],
  )
  const known = configured.map(({ channel, target, problem }): ChannelHealth => {
    const row = rows.find((each) => each.channel === channel && each.target === target) ?? {
      ...nothingYet,
      channel,
      target,
    }
    return { ...row, configured: true, lastError: problem ?? row.lastError }
  })
  const gone = rows.filter(
    (row) => !configured.some(({ channel, target }) => channel === row.channel && target === row.target),
  )
  return [...known, ...gone.map((row) => ({ ...row, configured: false }))]
}

const nothingYet = {
  waiting: 0,
  givenUp: 0,
  delivered: 0,
  lastDeliveredAt: null,
  nextAttemptAt: null,
  lastError: null,
}
