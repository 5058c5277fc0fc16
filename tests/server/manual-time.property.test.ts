import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMonths, type Months } from '../../src/server/database/months.ts'
import { sql } from '../../src/server/database/sql.ts'
import { checkBatch } from '../../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../../src/server/ingest/ingest.ts'
import { takeOut } from '../../src/server/rollups/take-out.ts'
import { countPersonTime } from '../../src/server/rollups/count-person-time.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { DeviceRecord } from '../../src/shared/contract/ingest.ts'
import { manualTimeKinds, type ManualTimeRecord } from '../../src/shared/contract/manual-time.ts'
import type { ManualTimeRow, Page } from '../../src/shared/contract/reports.ts'
import type { MetricAnswer } from '../../src/shared/contract/metrics.ts'
import { coveredMs, latestManualTime } from '../../src/shared/manual-time/index.ts'
import { ask, batchOf } from './support/device.ts'
import { awayRecord, manualTimeRecord, spanRecord } from './support/records.ts'
import { freshEndpoint, runsOn, storesOfPlainSql } from './support/stores.ts'

const START = Date.UTC(2026, 10, 20, 15)
const MINUTE = 60_000
const DAY = { from: START - 3 * 3_600_000, to: START + 9 * 3_600_000 }

/** A device's day: captured spans, and manual time that is stated, changed and withdrawn in between. */
const said = fc
  .array(
    fc.record({
      manualTimeId: fc.constantFrom('a', 'b', 'c', 'd'),
      manualTimeKind: fc.constantFrom(...manualTimeKinds),
      at: fc.integer({ min: 0, max: 300 }),
      minutes: fc.integer({ min: 1, max: 120 }),
      withdrawn: fc.boolean(),
      captured: fc.boolean(),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((steps): DeviceRecord[] => {
    const records: DeviceRecord[] = []
    const revisions = new Map<string, number>()
    for (const { manualTimeId, manualTimeKind, at, minutes, withdrawn, captured } of steps) {
      if (captured) {
        const quarter = {
          startedAt: START + records.length * 15 * MINUTE,
          endedAt: START + records.length * 15 * MINUTE + 9 * MINUTE,
        }
        const seq = records.length + 1
        records.push(minutes % 3 === 0 ? awayRecord({ seq, ...quarter }) : spanRecord({ seq, ...quarter }))
      }
      const revision = (revisions.get(manualTimeId) ?? 0) + 1
      revisions.set(manualTimeId, revision)
      const startedAt = START + at * MINUTE
      const endedAt = startedAt + minutes * MINUTE
      records.push(
        manualTimeRecord({
          seq: records.length + 1,
          manualTimeId,
          revision,
          manualTimeKind,
          startedAt,
          endedAt,
          withdrawn,
        }),
      )
    }
    return records
  })

/** Pieces in any order, some twice; each record at least once. */
const deliveries = said.chain((records) =>
  fc
    .tuple(
      fc.shuffledSubarray(records, { minLength: records.length, maxLength: records.length }),
      fc.shuffledSubarray(records),
      fc.integer({ min: 1, max: 7 }),
    )
    .map(([all, again, size]) => {
      const order = [...all, ...again]
      return {
        records,
        pieces: Array.from({ length: Math.ceil(order.length / size) }, (_, n) => order.slice(n * size, (n + 1) * size)),
      }
    }),
)

const isNamed = (record: DeviceRecord): record is ManualTimeRecord => record.kind === 'manual_time'

describe.each(storesOfPlainSql)('manual time at the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let months: Months
  let made = 0
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { jobIntervals: { roll_up: null } })
    months = createMonths(endpoint.database)
  })
  afterAll(() => endpoint.close())

  async function freshDevice() {
    made += 1
    const device = { deviceId: `device ${made}`, userId: `user ${made}` }
    await endpoint.database.query(
      sql`insert into users (user_id, name, team, sample, created_at) values (${device.userId}, ${device.userId}, null, false, 0)`,
    )
    await endpoint.database.query(
      sql`insert into devices (device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
        values (${device.deviceId}, ${device.userId}, '', '', '', false, 0)`,
    )
    return device
  }

  const send = (device: { readonly deviceId: string }, records: readonly DeviceRecord[]) =>
    ingestBatch(
      { database: endpoint.database, months, takeOut, countPersonTime },
      device,
      checkBatch(batchOf(records)),
      START,
    )

  const metric = async (id: string, userId: string, { from, to } = DAY, by = '') => {
    const { body } = await ask<MetricAnswer>(
      endpoint,
      `/v1/metrics/${id}?user=${encodeURIComponent(userId)}&from=${from}&to=${to}&by=${by}`,
    )
    return body.rows
  }
  const minutes = async (id: string, userId: string, period = DAY) => (await metric(id, userId, period))[0]?.value ?? 0

  test('is the union of the latest revisions, whatever was sent in whatever order, and captured time knows nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, fc.integer({ min: 0, max: 400 }), async ({ records, pieces }, cut) => {
        const device = await freshDevice()
        const silent = await freshDevice()
        for (const piece of pieces) {
          await send(device, piece)
        }
        // The same day of somebody without manual time.
        await send(
          silent,
          records.filter((record) => !isNamed(record)),
        )
        const latest = latestManualTime(records.filter(isNamed))
        const named = coveredMs({ startedAt: DAY.from, endedAt: DAY.to }, latest) / MINUTE
        expect(await minutes('manual_minutes', device.userId)).toBeCloseTo(named, 9)
        // A day in two parts has all of it, each minute once.
        const middle = START + cut * MINUTE
        const parts = [
          await minutes('manual_minutes', device.userId, { from: DAY.from, to: middle }),
          await minutes('manual_minutes', device.userId, { from: middle, to: DAY.to }),
        ]
        expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBeCloseTo(named, 9)
        const kinds = await metric('manual_minutes', device.userId, DAY, 'kind')
        expect(kinds.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBeCloseTo(named, 9)
        for (const id of ['active_minutes', 'idle_minutes', 'touches', 'hidden_minutes', 'denials_touched']) {
          expect(await minutes(id, device.userId), id).toBe(await minutes(id, silent.userId))
        }
        // What counts as effort is what was not captured, in whatever order it came.
        const active = records.filter((record) => record.kind === 'span' && record.presence === 'active')
        const whole = { startedAt: DAY.from, endedAt: DAY.to }
        const [counted] = await endpoint.database.query<{ ms: number }>(
          sql`select coalesce(sum(ended_at - started_at), 0)::float8 as ms from manual_time_parts where user_id = ${device.userId}`,
        )
        expect(counted?.ms).toBe(coveredMs(whole, [...latest, ...active]) - coveredMs(whole, active))
        const { body } = await ask<Page<ManualTimeRow>>(
          endpoint,
          `/v1/manual-time?user=${encodeURIComponent(device.userId)}&from=${DAY.from}&to=${DAY.to}`,
        )
        expect(body.rows.map(({ manualTimeId, revision, startedAt }) => [manualTimeId, revision, startedAt])).toEqual(
          latest
            .toSorted((a, b) => a.startedAt - b.startedAt || (a.manualTimeId < b.manualTimeId ? -1 : 1))
            .map(({ manualTimeId, revision, startedAt }) => [manualTimeId, revision, startedAt]),
        )
      }),
      { numRuns: runsOn(store, 25, 120) },
    )
  })
})
