import { statfs } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Gauge, type Registry } from 'prom-client'
import { readValue, type Database } from '../database/database.ts'
import type { ConnectionUse } from '../database/connections.ts'
import { sql } from '../database/sql.ts'
import { everything } from '../identity/scope.ts'
import { queues, readStore, type StoreNumbers } from './read-store.ts'

/** A scrape that comes sooner after the last reading answers the numbers of that one, ms. */
const FRESH_MS = 10_000
/** The same for each tenant: reading one opens a connection of its own, and idle tenants have to cost next to nothing. */
const FRESH_MS_A_TENANT = 1_000
/** A scrape waits this long for stores, ms. One that is busy or away leaves its numbers as they were, and `touchledger_store_read_timestamp_seconds` stands still. */
const WAIT_MS = 3_000

export interface WatchedStores {
  readonly tenants: readonly { readonly id: string; readonly database: Database }[]
  readonly connectionUse: () => ConnectionUse | null
  /** Null: there is none. */
  readonly dataFolder: string | null
  /** Epoch ms. */
  readonly now: () => number
  /** As {@link WAIT_MS}. */
  readonly waitMs?: number
}

/**
 * Numbers that are read from the stores when they are asked for.
 * @returns brings them up to date. It never rejects: the numbers of the process are wanted just when a store fails
 */
export function storeGauges(registry: Registry, stores: WatchedStores): () => Promise<void> {
  const { tenants, connectionUse, dataFolder, now, waitMs = WAIT_MS } = stores
  const gauges = declareGauges(registry)
  // A number without labels is 0 until it is set: those that an endpoint does not have are not declared.
  const connections = connectionUse() === null ? null : declareConnections(registry)
  const disk = dataFolder === null ? null : { folder: dataFolder, gauge: declareDisk(registry) }
  const freshMs = Math.max(FRESH_MS, tenants.length * FRESH_MS_A_TENANT)
  let reading: Promise<void> | null = null
  let readAt = Number.NEGATIVE_INFINITY
  const read = async () => {
    for (const { id, database } of tenants) {
      const at = now()
      const numbers = await readStore(everything(database), at).catch(() => null)
      if (numbers === null) continue
      setTenant(gauges, id, numbers)
      gauges.storeReadAt.set({ tenant: id }, at / 1000)
    }
    const [first] = tenants
    const sizeBytes = first && (await readValue<number>(first.database, databaseSize))
    if (sizeBytes) gauges.databaseSize.set(sizeBytes)
  }
  return async () => {
    const use = connectionUse()
    if (connections !== null && use !== null) {
      connections.byState.set({ state: 'lent' }, use.lent)
      connections.byState.set({ state: 'idle' }, use.idle)
      connections.waiting.set(use.waiting)
      connections.limit.set(use.limit)
    }
    if (disk !== null) {
      // A folder that cannot be asked is on a disk that is gone: its last number stays.
      const { bavail, bsize } = await statfs(disk.folder).catch(() => ({ bavail: null, bsize: 0 }))
      if (bavail !== null) disk.gauge.set(bavail * bsize)
    }
    if (performance.now() - readAt < freshMs) return
    reading ??= read()
      .catch(() => {})
      .finally(() => {
        reading = null
        readAt = performance.now()
      })
    const enough = new AbortController()
    const limit = sleep(waitMs, undefined, { signal: enough.signal }).catch(() => {})
    await Promise.race([reading, limit])
    enough.abort()
  }
}

const databaseSize = sql`select pg_database_size(current_database())`

const gaugesOf =
  (registry: Registry) =>
  <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `touchledger_${name}`, help, labelNames: [...labelNames], registers: [registry] })

function declareConnections(registry: Registry) {
  const gauge = gaugesOf(registry)
  return {
    byState: gauge('database_connections', 'Connections to PostgreSQL, by state: lent, idle', ['state']),
    waiting: gauge('database_connections_waiting', 'How many wait for a connection'),
    limit: gauge('database_connections_limit', 'Most connections that the endpoint opens'),
  }
}

const declareDisk = (registry: Registry) =>
  gaugesOf(registry)('data_folder_free_bytes', 'Free space on the disk of the data directory')

function declareGauges(registry: Registry) {
  const gauge = gaugesOf(registry)
  const ofTenant = (name: string, help: string) => gauge(name, help, ['tenant'])
  return {
    storeReadAt: ofTenant('store_read_timestamp_seconds', 'When the numbers of a store were last read for a scrape'),
    queueItems: gauge('queue_items', 'What waits: batches to roll up, changes of claims, messages', [
      'tenant',
      'queue',
    ]),
    queueAge: gauge('queue_oldest_age_seconds', 'How long the oldest of them has waited; 0 without one', [
      'tenant',
      'queue',
    ]),
    messagesGivenUp: ofTenant('messages_given_up', 'Messages that could not be delivered for three days'),
    devicesEnrolled: ofTenant('devices_enrolled', 'Devices that are not revoked'),
    devicesOnline: ofTenant('devices_online', 'Those that were heard from in the last 15 minutes'),
    devicesStopped: ofTenant('devices_stopped', 'Those whose agent is silent in working time'),
    devicesWithoutWindows: ofTenant(
      'devices_without_windows',
      'Those that cannot see windows, so that nothing is recorded',
    ),
    recordsMissing: ofTenant('device_records_missing', 'Records that devices have announced and that have not arrived'),
    recordsLost: ofTenant('device_records_lost', 'Records that neither side has any more'),
    recordsRefused: ofTenant('device_records_refused', 'Records that were refused for good'),
    databaseSize: gauge('database_size_bytes', 'Size of the database, all tenants together'),
  }
}
type Gauges = ReturnType<typeof declareGauges>

function setTenant(gauges: Gauges, tenant: string, numbers: StoreNumbers): void {
  for (const queue of queues) {
    const { items, oldestAgeMs } = numbers.queues[queue]
    gauges.queueItems.set({ tenant, queue }, items)
    gauges.queueAge.set({ tenant, queue }, oldestAgeMs / 1000)
  }
  const { devices, records } = numbers
  gauges.messagesGivenUp.set({ tenant }, numbers.messagesGivenUp)
  gauges.devicesEnrolled.set({ tenant }, devices.enrolled)
  gauges.devicesOnline.set({ tenant }, devices.online)
  gauges.devicesStopped.set({ tenant }, devices.stopped)
  gauges.devicesWithoutWindows.set({ tenant }, devices.withoutWindows)
  gauges.recordsMissing.set({ tenant }, records.missing)
  gauges.recordsLost.set({ tenant }, records.lost)
  gauges.recordsRefused.set({ tenant }, records.refused)
}
