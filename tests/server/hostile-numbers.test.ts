import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeviceRecord } from '../../src/shared/contract/ingest.ts'
import type { DeviceRow, Page, SpanRow } from '../../src/shared/contract/reports.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice, token } from './support/device.ts'
import { manualTimeRecord, spanRecord, touchRecord } from './support/records.ts'
import { freshEndpoint, stores } from './support/stores.ts'

const LAST_SAFE = Number.MAX_SAFE_INTEGER
const MINUTE = 60_000
const DAY = 86_400_000
const START = Date.UTC(2026, 10, 20, 15)

describe.each(stores)('numbers that no honest device sends, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store)))
  afterAll(() => endpoint.close())

  const span = (seq: number, fields = {}) => spanRecord({ seq, startedAt: START, endedAt: START + MINUTE, ...fields })
  const deviceOf = async (userName: string) => {
    const { status, body } = await ask<Page<DeviceRow>>(endpoint, '/v1/devices')
    return { status, row: body.rows?.find((row) => row.userName === userName) }
  }

  test.each([LAST_SAFE, 2 ** 31, 2 ** 31 - 1, 1_000_002])(
    'a record whose number is %d after 1 is refused alone, and the devices are listed',
    async (far) => {
      const user = `far ${far}`
      const device = await enrolledDevice(endpoint, { user })
      expect((await device.send(batchOf([span(1)]))).status).toBe(200)
      const { status, body } = await device.send(batchOf([span(2), span(far), span(3)]))
      expect(status).toBe(200)
      expect(body.rejected).toEqual([{ seq: far, code: 'seq_out_of_reach', detail: expect.any(String) }])
      expect(body).toMatchObject({ ackedThrough: 3, storedThrough: 3 })
      expect(await deviceOf(user)).toMatchObject({ status: 200, row: { gaps: { missing: 0, journals: 1 } } })
    },
  )

  test('a device that begins high, with the lowest number it still has, is taken', async () => {
    const device = await enrolledDevice(endpoint, { user: 'restored' })
    const batch = { ...batchOf([span(3_000_000), span(3_000_001)]), oldestHeld: 3_000_000 }
    const { body } = await device.send(batch)
    expect(body).toMatchObject({ rejected: [], ackedThrough: 3_000_001, storedThrough: 3_000_001 })
  })

  test('what many journals miss together is counted, however much it is', async () => {
    const device = await enrolledDevice(endpoint, { user: 'many journals' })
    for (const generation of ['a', 'b']) await device.send(batchOf([span(1)], generation.repeat(16)))
    // As versions before the bound took it.
    await endpoint.database.query(
      sql`update journals set max_seq = ${LAST_SAFE}::bigint where device_id = ${device.deviceId}`,
    )
    const { status, row } = await deviceOf('many journals')
    expect([status, row?.gaps.journals]).toEqual([200, 2])
    await endpoint.database.query(sql`update journals set max_seq = 1 where device_id = ${device.deviceId}`)
  })

  test('each record with a number out of bounds is refused by itself, and the others are stored', async () => {
    const device = await enrolledDevice(endpoint, { user: 'bounds' })
    const touch = (seq: number, fields: object) =>
      touchRecord({ seq, touchId: `t${seq}`, startedAt: START, endedAt: START + MINUTE, ...fields })
    const bad: readonly (DeviceRecord | object)[] = [
      span(2, { ruleSetVersion: 2 ** 31 }),
      span(3, { startedAt: 8.64e15 - MINUTE, endedAt: 8.64e15 }),
      touch(4, { activeMs: LAST_SAFE }),
      touch(5, { spanCount: 2 ** 31 }),
      touch(6, { revision: 2 ** 31 }),
      touch(7, { startedAt: START - 60 * DAY, claimToken: token('b') }),
      manualTimeRecord({ seq: 8, revision: 2 ** 31, startedAt: START, endedAt: START + MINUTE }),
      { ...span(9), ruleSetVersion: 1.5 },
      { ...span(10), startedAt: -1 },
    ]
    const { status, body } = await device.send({ ...batchOf([]), records: [span(1), ...bad, span(11)] })
    expect(status).toBe(200)
    expect(body.rejected.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(body).toMatchObject({ ackedThrough: 11, storedThrough: 11 })
    const { body: page } = await ask<Page<SpanRow>>(endpoint, '/v1/spans?user=bounds')
    expect(page.rows.map(({ seq }) => seq)).toEqual([1, 11])
  })

  test('active time of touches adds up, also when many are at their bound', async () => {
    // Of a made-up sample: another device's touches are bounded by their days.
    const device = await enrolledDevice(endpoint, { user: 'sums', sample: true })
    const longest = 7 * DAY
    const touches = Array.from({ length: 400 }, (_, index) =>
      touchRecord({
        ...{ seq: index + 1, touchId: `t${index}`, claimToken: token('c') },
        ...{ startedAt: START - longest, endedAt: START, activeMs: longest },
      }),
    )
    const { status, body } = await device.send(batchOf(touches))
    expect([status, body.rejected]).toEqual([200, []])
    for (const path of ['/v1/panel', '/v1/touches?limit=1000', '/v1/people']) {
      expect((await ask(endpoint, path)).status, path).toBe(200)
    }
  })
})
