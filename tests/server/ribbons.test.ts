import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkBatch } from '../../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../../src/server/ingest/ingest.ts'
import { readPanel } from '../../src/server/reports/panel.ts'
import { MOST_RIBBONS, readRibbonDay } from '../../src/server/reports/ribbon-queries.ts'
import type { Slice } from '../../src/server/rollups/time-rows.ts'
import { foldAll } from '../../src/server/rollups/roll-up.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { batchOf } from './support/device.ts'
import { spanRecord, tagOf } from './support/records.ts'
import { freshEndpoint, stores } from './support/stores.ts'

const ZONE = 'America/Chicago'
const HOUR = 3_600_000
/** Midnight in Chicago, a Friday. */
const FRIDAY = Date.UTC(2026, 10, 20, 6)
const DAY = 24 * HOUR

describe.each(stores)('ribbons from the %s store', (store) => {
  let endpoint: Endpoint
  let made = 0
  beforeAll(async () => (endpoint = await freshEndpoint(store, { foldEveryMs: null })))
  afterAll(() => endpoint.close())

  /** People with one span at each of their instants. */
  async function teamOf(people: readonly (readonly number[])[]): Promise<Slice> {
    made += 1
    const tenantId = `tenant ${made}`
    await endpoint.database.query(
      `insert into users (tenant_id, user_id, name, sample, created_at)
       select $1, 'user ' || n, 'Person ' || lpad(n::text, 3, '0'), false, 0 from generate_series(0, $2::int - 1) n`,
      [tenantId, people.length],
    )
    await endpoint.database.query(
      `insert into devices (tenant_id, device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
       select $1, 'device ' || n, 'user ' || n, '', '', '', false, 0 from generate_series(0, $2::int - 1) n`,
      [tenantId, people.length],
    )
    for (const [index, starts] of people.entries()) {
      const records = starts.flatMap((startedAt, place) => {
        const span = spanRecord({ seq: 2 * place + 1, startedAt, endedAt: startedAt + 60_000 })
        return [span, ...(place === 0 ? [tagOf(span, { seq: 2 })] : [])]
      })
      const device = { tenantId, deviceId: `device ${index}` }
      if (records.length > 0) await ingestBatch(endpoint.database, device, checkBatch(batchOf(records)), FRIDAY)
    }
    return { tenantId, from: FRIDAY - 7 * DAY, to: FRIDAY + 3 * DAY, userId: null, team: null, payer: null }
  }

  test('the day is the last one most of the team worked on, folded or not, and counts only work of the period', async () => {
    const [thursday, friday, saturday] = [FRIDAY - DAY + 10 * HOUR, FRIDAY + 10 * HOUR, FRIDAY + DAY + 10 * HOUR]
    const slice = await teamOf([
      [thursday, friday],
      [thursday, friday],
      [thursday, saturday],
    ])
    const days = async () => [
      (await readRibbonDay(endpoint.database, slice, ZONE))?.from,
      // Up to 9 on Friday nobody has worked that day.
      (await readRibbonDay(endpoint.database, { ...slice, to: FRIDAY + 9 * HOUR }, ZONE))?.from,
      (await readRibbonDay(endpoint.database, { ...slice, userId: 'user 2' }, ZONE))?.from,
      (await readRibbonDay(endpoint.database, { ...slice, from: FRIDAY + 2 * DAY }, ZONE))?.from,
    ]
    const expected = [FRIDAY, FRIDAY - DAY, FRIDAY + DAY, undefined]
    expect(await days()).toEqual(expected)
    await foldAll(endpoint.database, slice.tenantId, ZONE)
    expect(await days()).toEqual(expected)
  })

  test('of more people than a screen shows the first by name have a ribbon, and the answer says how many have none', async () => {
    const at = FRIDAY + 10 * HOUR
    const slice = await teamOf(Array.from({ length: MOST_RIBBONS + 2 }, () => [at, at + HOUR]))
    const panel = await readPanel(endpoint.database, slice, ZONE)
    expect(panel.ribbonsLeftOut).toBe(2)
    expect(panel.people.map(({ ribbon }) => ribbon.length)).toEqual([
      ...Array.from({ length: MOST_RIBBONS }, () => 2),
      0,
      0,
    ])
    expect(panel.people[0]?.ribbon.map(({ shade, hiddenKinds }) => [shade, hiddenKinds])).toEqual([
      ['hidden', ['repeat_status_check']],
      ['core', []],
    ])
    // Their sums are there all the same.
    expect(panel.people.at(-1)?.activeMs).toBe(120_000)
  })
})
