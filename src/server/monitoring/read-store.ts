import { HEARD_WITHIN_MS } from '../../shared/device-health/index.ts'
import type { Queries } from '../database/database.ts'
import { name, sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { listDevices } from '../reports/people.ts'

/** What waits in the store for a background job, by the job's name; `messages` waits for a receiver. */
export const queues = ['roll_up', 'dirty_claims', 'messages'] as const
export type QueueName = (typeof queues)[number]

export interface Queue {
  readonly items: number
  /** 0 where nothing waits. */
  readonly oldestAgeMs: number
}

/** What a tenant's store says of its health. */
export interface StoreNumbers {
  readonly queues: Readonly<Record<QueueName, Queue>>
  /** Messages that could not be delivered for three days. */
  readonly messagesGivenUp: number
  /** Devices that are not revoked, without those of a sample. */
  readonly devices: {
    readonly enrolled: number
    readonly online: number
    /** Silent in working time. */
    readonly stopped: number
    readonly withoutWindows: number
  }
  /** Over their journals: as `GET /v1/devices` has them. */
  readonly records: { readonly missing: number; readonly lost: number; readonly refused: number }
}

/** @param scope of the whole tenant @param now the endpoint's clock, epoch ms */
export async function readStore(scope: Scope, now: number): Promise<StoreNumbers> {
  const [rollUp, dirtyClaims, messages, devices] = await Promise.all([
    readQueue(scope, 'pending_batches'),
    readQueue(scope, 'dirty_claims'),
    readMessages(scope, now),
    listDevices(scope, now),
  ])
  const real = devices.filter(({ sample }) => !sample)
  const count = (counts: (device: (typeof real)[number]) => boolean) => real.filter(counts).length
  const sum = (kind: 'missing' | 'lost' | 'refused') => real.reduce((total, { gaps }) => total + gaps[kind], 0)
  return {
    queues: { roll_up: rollUp, dirty_claims: dirtyClaims, messages: messages.waiting },
    messagesGivenUp: messages.givenUp,
    devices: {
      enrolled: real.length,
      online: count(({ lastSeenAt }) => lastSeenAt !== null && now - lastSeenAt < HEARD_WITHIN_MS),
      stopped: count(({ stoppedAt }) => stoppedAt !== null),
      withoutWindows: count(({ health }) => health?.observable === false),
    },
    records: { missing: sum('missing'), lost: sum('lost'), refused: sum('refused') },
  }
}

/** The ages are the database's own: what waits was added by its clock. */
async function readQueue(queries: Queries, table: 'pending_batches' | 'dirty_claims'): Promise<Queue> {
  const [row] = await queries.query<Queue>(
    sql`select count(*)::int as items, greatest(0, coalesce(
        (extract(epoch from clock_timestamp()) * 1000)::bigint - min(added_at), 0))::bigint as "oldestAgeMs"
      from ${name(table)}`,
  )
  return row ?? { items: 0, oldestAgeMs: 0 }
}

async function readMessages(queries: Queries, now: number) {
  const [row] = await queries.query<{ items: number; oldestAt: number | null; givenUp: number }>(
    sql`select count(*) filter (where next_attempt_at is not null)::int as items,
        min(created_at) filter (where next_attempt_at is not null) as "oldestAt",
        count(*) filter (where next_attempt_at is null)::int as "givenUp"
      from deliveries where delivered_at is null`,
  )
  const { items = 0, oldestAt = null, givenUp = 0 } = row ?? {}
  return { waiting: { items, oldestAgeMs: oldestAt === null ? 0 : Math.max(0, now - oldestAt) }, givenUp }
}
