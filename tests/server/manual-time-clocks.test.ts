import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import { checkBatch } from '../../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../../src/server/ingest/ingest.ts'
import { takeOut } from '../../src/server/rollups/take-out.ts'
import { countPersonTime } from '../../src/server/rollups/count-person-time.ts'
import type { DeviceRecord } from '../../src/shared/contract/ingest.ts'
import { batchOf } from './support/device.ts'
import { manualTimeRecord, spanRecord } from './support/records.ts'
import { storesOfPlainSql } from './support/stores.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 17)
const NOW = START + 3 * 24 * 60 * MINUTE
const at = (minute: number) => START + minute * MINUTE

describe.each(storesOfPlainSql)('manual time by clocks that are not right, on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => {
    tenant = await freshTenant(store)
    await tenant.addUser('Ana')
    await tenant.addDevice('a', 'Ana')
    await tenant.addDevice('b', 'Ana')
  })
  afterAll(() => tenant.close())

  const send = (deviceId: string, record: DeviceRecord, skewMs = 0) =>
    ingestBatch(
      { database: tenant.database, months: tenant.months, takeOut, countPersonTime },
      { deviceId },
      checkBatch({ ...batchOf([record]), sentAt: NOW + skewMs }),
      NOW,
    )
  const entry = (seq: number, from: number, to: number) =>
    manualTimeRecord({
      seq,
      manualTimeId: `${seq}`,
      manualTimeKind: 'payer_call',
      startedAt: at(from),
      endedAt: at(to),
    })
  const parts = async () =>
    (
      await tenant.database.query<{ from: number; to: number }>(
        sql`select started_at as "from", ended_at as "to" from manual_time_parts order by started_at`,
      )
    ).map(({ from, to }) => [(from - START) / MINUTE, (to - START) / MINUTE] as const)

  test('a clock that is corrected in between makes no minute count twice', async () => {
    await send('a', entry(1, 600, 660))
    await send('b', entry(1, 605, 960))
    const minutes = async () => (await parts()).reduce((sum, [from, to]) => sum + to - from, 0)
    expect(await minutes()).toBe(360)
    // By the skew now measured, the entry of a began at 606, after that of b.
    await send('a', spanRecord({ seq: 2, startedAt: at(1200), endedAt: at(1201) }), -6 * MINUTE)
    await send('b', spanRecord({ seq: 2, startedAt: at(900), endedAt: at(901) }))
    // 605 to 960, without the minute that b captured.
    expect(await minutes()).toBe(354)
  })

  test('a part lies in one quarter hour of its device’s clock, and so in one day', async () => {
    await tenant.database.query(sql`delete from manual_time_parts`)
    await tenant.database.query(sql`delete from manual_time`)
    await send('a', entry(3, -10, 20), -4 * MINUTE)
    expect(await parts()).toEqual([
      [-10, 0],
      [0, 15],
      [15, 20],
    ])
  })
})
