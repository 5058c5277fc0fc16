import { join } from 'node:path'
import { openEmbeddedTenant, openPostgresTenants } from '../../../src/server/database/open-tenants.ts'
import { createMonths, type Months } from '../../../src/server/database/months.ts'
import type { Database } from '../../../src/server/database/database.ts'
import { tables } from '../../../src/server/database/schema/index.ts'
import { name, sql } from '../../../src/server/database/sql.ts'
import { everything, type Scope } from '../../../src/server/identity/scope.ts'
import { startTenant } from '../../../src/server/identity/tenant.ts'
import { checkBatch } from '../../../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../../../src/server/ingest/ingest.ts'
import { takeOut } from '../../../src/server/rollups/take-out.ts'
import { countPersonTime } from '../../../src/server/rollups/count-person-time.ts'
import { seedRules } from '../../../src/server/rules/rules-store.ts'
import type { BatchAck, DeviceRecord } from '../../../src/shared/contract/ingest.ts'
import { embeddedFolder } from '../../setup/embedded-folder.ts'
import { freshDatabase } from '../../setup/postgres.ts'
import { batchOf } from './device.ts'
import type { Store } from './store-names.ts'
import { storeDeviceTokens } from './stored-token.ts'

export interface TestTenant {
  readonly database: Database
  readonly months: Months
  /** Of a background job: it sees everybody. */
  readonly scope: Scope
  /** A user of that name with a device `NAME device`, both known by these names. */
  addUser(name: string, team?: string | null): Promise<void>
  addDevice(deviceId: string, userId: string): Promise<void>
  /** Stores records of a device as one batch, which may be an object of any shape. */
  send(deviceId: string, records: readonly (DeviceRecord | object)[], fields?: SentFields): Promise<BatchAck>
  /** Deletes everything but the tenant itself and its rules. */
  clear(): Promise<void>
  close(): Promise<void>
}

export interface SentFields {
  readonly generation?: string
  readonly oldestHeld?: number
  /** The endpoint's clock. */
  readonly now?: number
}

export const START_OF_TENANT = Date.UTC(2026, 10, 1)

/** A started tenant in a fresh store, without an endpoint around it: nothing runs by itself. */
export async function freshTenant(store: Store): Promise<TestTenant> {
  const { opened, remove } = await openFresh(store)
  const [database] = opened.databases
  if (!database) throw new Error('no tenant was opened')
  await startTenant(database, 'main', 'an-admin-token-for-tests', START_OF_TENANT)
  await seedRules(database, new URL('../../../assets/rules/starter-rules.json', import.meta.url), START_OF_TENANT)
  await storeDeviceTokens(database)
  const months = createMonths(database)
  // One of a sample, so that its records may be of any time.
  const addDevice = async (deviceId: string, userId: string) => {
    await database.query(
      sql`insert into devices (device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
        values (${deviceId}, ${userId}, '', '', '', true, 0)`,
    )
  }
  return {
    database,
    months,
    scope: everything(database),
    addDevice,
    addUser: async (user, team = null) => {
      await database.query(
        sql`insert into users (user_id, name, team, sample, created_at) values (${user}, ${user}, ${team}, false, 0)`,
      )
      await addDevice(`${user} device`, user)
    },
    send: (deviceId, records, { generation, oldestHeld, now = START_OF_TENANT } = {}) => {
      // A device cannot send what has not ended by its clock.
      const ends = records.map((record) => ('endedAt' in record ? record.endedAt : 0))
      const sentAt = Math.max(now, ...ends)
      const batch = { ...batchOf(records as readonly DeviceRecord[], generation), sentAt }
      return ingestBatch(
        { database, months, takeOut, countPersonTime },
        { deviceId },
        checkBatch(oldestHeld === undefined ? batch : { ...batch, oldestHeld }),
        now,
      )
    },
    clear: async () => {
      // Nothing removes entries of the audit log.
      const kept = ['tenant', 'rule_sets', 'access_tokens', 'audit_entries']
      await database.transaction(async (queries) => {
        for (const table of tables) {
          if (!kept.includes(table.name)) await queries.query(sql`delete from ${name(table.name)}`)
        }
      })
    },
    close: async () => {
      await opened.close()
      await remove()
    },
  }
}

async function openFresh(store: Store) {
  if (store === 'embedded') {
    const { folder, remove } = await embeddedFolder()
    return { opened: await openEmbeddedTenant(join(folder, 'store')), remove }
  }
  const { url, drop } = await freshDatabase()
  return { opened: await openPostgresTenants(url, ['main']), remove: drop }
}
