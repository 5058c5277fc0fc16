import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  BatchAck,
  DeviceRecord,
  DeviceRow,
  Page,
  PanelAnswer,
  TouchRecord,
} from '../../src/shared/contract/index.ts'
import type { MetricAnswer } from '../../src/shared/contract/metrics.ts'
import { monthsOfFacts } from '../../src/server/database/months.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { spanRecord, tagOf, touchRecord } from './support/records.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

const MINUTE = 60_000
const DAY = 86_400_000

const codes = (ack: BatchAck) => ack.rejected.map(({ seq, code }) => [seq, code])

describe.each(storesOfPlainSql)('the time of a person on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  // A standing clock: a delivery that takes a second on a busy machine looks like a clock that is behind.
  const now = Date.now()
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => now })))
  afterAll(() => endpoint.close())

  const send = (device: Awaited<ReturnType<typeof enrolledDevice>>, records: readonly DeviceRecord[]) =>
    device.send({ ...batchOf(records), sentAt: now }, { clock: now })

  /** The start of a quarter hour some hours ago. */
  const earlier = Math.floor(now / (15 * MINUTE)) * 15 * MINUTE - 240 * MINUTE

  test('an agent on the workstation and one inside the remote session count the same half hour once', async () => {
    const desk = await enrolledDevice(endpoint, { user: 'Ana' })
    const inside = await enrolledDevice(endpoint, { user: 'Ana' })
    const quarters = [earlier, earlier + 15 * MINUTE]
    const at = (startedAt: number, seq: number) => ({ seq, startedAt, endedAt: startedAt + 15 * MINUTE })
    await send(
      desk,
      quarters.map((start, index) => spanRecord({ ...at(start, index + 1), app: 'wfica32' })),
    )
    await send(
      inside,
      quarters.map((start, index) => spanRecord({ ...at(start, index + 1), app: 'hyperspace' })),
    )
    const period = `from=${earlier}&to=${earlier + 60 * MINUTE}`
    const { body: metric } = await ask<MetricAnswer>(endpoint, `/v1/metrics/active_minutes?${period}`)
    expect(metric.rows[0]?.value).toBe(30)
    const { body: panel } = await ask<PanelAnswer>(endpoint, `/v1/panel?${period}`)
    expect([panel.totals.activeMs, panel.people[0]?.activeMs]).toEqual([30 * MINUTE, 30 * MINUTE])
  })

  test('a span from the future, or from long before the device was enrolled, is refused, shown and never counted', async () => {
    const device = await enrolledDevice(endpoint, { user: 'Ben' })
    await endpoint.database.query(
      sql`update devices set enrolled_at = ${now}::bigint where device_id = ${device.deviceId}`,
    )
    const at = (startedAt: number, seq: number) => spanRecord({ seq, startedAt, endedAt: startedAt + MINUTE })
    const records = [
      at(earlier, 1),
      at(earlier + 2 * DAY, 2),
      at(earlier - 13 * DAY, 3),
      at(earlier - 15 * DAY, 4),
      // Within what clocks may differ by.
      spanRecord({ seq: 5, startedAt: now, endedAt: now + 1 }),
    ]
    const { body: ack } = await send(device, records)
    expect(ack.rejected.map(({ seq, code }) => [seq, code])).toEqual([
      [2, 'implausible_time'],
      [4, 'implausible_time'],
    ])
    expect(ack.storedThrough).toBe(5)
    const whole = `from=${earlier - 30 * DAY}&to=${earlier + 30 * DAY}&user=Ben`
    const { body: metric } = await ask<MetricAnswer>(endpoint, `/v1/metrics/active_minutes?${whole}`)
    expect(metric.rows[0]?.value).toBeCloseTo(2, 3)
    const { body: devices } = await ask<Page<DeviceRow>>(endpoint, '/v1/devices')
    expect(devices.rows.find(({ deviceId }) => deviceId === device.deviceId)?.gaps.refused).toBe(2)
  })

  test('records that are refused make no month', async () => {
    const device = await enrolledDevice(endpoint, { user: 'Fay' })
    await endpoint.database.query(
      sql`update devices set enrolled_at = ${now}::bigint where device_id = ${device.deviceId}`,
    )
    const months = async () => (await monthsOfFacts(endpoint.database)).map(({ id }) => id)
    const before = await months()
    const far = Array.from({ length: 40 }, (_, index) => Date.UTC(1980 + index, 5, 1))
    const records = far.map((startedAt, index) =>
      spanRecord({ seq: index + 1, startedAt, endedAt: startedAt + MINUTE }),
    )
    expect((await send(device, records)).body.rejected).toHaveLength(40)
    expect(await months()).toEqual(before)
  })

  test('a day of a device has 24 hours at most: what goes beyond is refused, shown and in no sum', async () => {
    const device = await enrolledDevice(endpoint, { user: 'Eve' })
    const day = Math.floor(now / DAY) * DAY - 2 * DAY
    const quarter = (seq: number) => {
      const startedAt = day + ((seq * 15 * MINUTE) % DAY)
      return spanRecord({ seq, startedAt, endedAt: startedAt + 15 * MINUTE })
    }
    const quarters = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => quarter(from + index))
    const row = async () => {
      const { body } = await ask<Page<DeviceRow>>(endpoint, '/v1/devices')
      return body.rows.find(({ deviceId }) => deviceId === device.deviceId)
    }
    const minutes = async () => {
      const { body } = await ask<MetricAnswer>(
        endpoint,
        `/v1/metrics/active_minutes?from=${day - DAY}&to=${day + 2 * DAY}&user=Eve`,
      )
      return body.rows[0]?.value
    }
    // The later half first; then all of it, some of which is known.
    await send(device, quarters(50, 90))
    await send(device, quarters(1, 90).toReversed())
    const over = quarters(91, 98)
    const tag = tagOf(quarter(98), { seq: 99, spanSeq: 98 })
    const tooMuch = [
      [97, 'over_24_hours'],
      [98, 'over_24_hours'],
      [99, 'over_24_hours'],
    ]
    const { body: first } = await send(device, [...over.toReversed(), tag])
    expect(codes(first)).toEqual(expect.arrayContaining(tooMuch))
    expect([first.rejected.length, first.storedThrough]).toEqual([3, 99])
    const { body: again } = await send(device, [...over, tag])
    expect(codes(again)).toEqual(tooMuch)
    expect([(await row())?.gaps.refused, await minutes()]).toEqual([3, 24 * 60])
    // Another local database of the device is the same device.
    const other = { ...batchOf([{ ...quarter(1), seq: 1 }], 'f'.repeat(16)), sentAt: now }
    expect(codes((await device.send(other, { clock: now })).body)).toEqual([[1, 'over_24_hours']])
    // Another day has its own.
    const next = { ...quarter(100), startedAt: day + DAY, endedAt: day + DAY + MINUTE }
    expect(codes((await send(device, [next])).body)).toEqual([])
    // What is made private makes room, also for what is left of it.
    const private15 = { startedAt: quarter(5).startedAt, endedAt: quarter(5).endedAt }
    const { body: taken } = await send(device, [
      { kind: 'private_time', seq: 101, ...private15, reason: 'personal' },
      { kind: 'removed', seq: 5, ...private15 },
      { ...quarter(5), seq: 102, endedAt: quarter(5).endedAt - 5 * MINUTE },
    ])
    expect(codes(taken)).toEqual([])
    expect(await minutes()).toBe(24 * 60 - 5 + 1)
    const days = await endpoint.database.query(
      sql`select span_ms as "spanMs", tag_ms as "tagMs" from device_days where device_id = ${device.deviceId} order by day`,
    )
    expect(days).toEqual([
      { spanMs: DAY - 5 * MINUTE, tagMs: 0 },
      { spanMs: MINUTE, tagMs: 0 },
    ])
    // A touch is no longer than it lasted.
    const touches = [1, 16].map((length, index) =>
      touchRecord({
        seq: 103 + index,
        touchId: `t${index}`,
        startedAt: day,
        endedAt: day + 10 * MINUTE,
        activeMs: length * MINUTE,
      }),
    )
    expect(codes((await send(device, touches)).body)).toEqual([[104, 'implausible_time']])
  })

  test('a delivery that takes long is no clock that is behind; a clock that was set back is', async () => {
    const device = await enrolledDevice(endpoint, { user: 'Dee' })
    let seq = 0
    const skewAfter = async (sentAt: number) => {
      seq += 1
      const record = spanRecord({ seq, startedAt: earlier + seq, endedAt: earlier + seq + 1 })
      await device.send({ ...batchOf([record]), sentAt: now + sentAt }, { clock: now })
      const { body } = await ask<Page<DeviceRow>>(endpoint, '/v1/devices')
      return body.rows.find(({ deviceId }) => deviceId === device.deviceId)?.skewMs
    }
    expect(await skewAfter(-2_500)).toBe(-2_500)
    expect(await skewAfter(-300)).toBe(-300)
    expect(await skewAfter(-4_000)).toBe(-300)
    expect(await skewAfter(-90_000)).toBe(-90_000)
    // Five minutes later a second of it is forgotten.
    await endpoint.database.query(
      sql`update devices set last_seen_at = ${now - 5 * MINUTE} where device_id = ${device.deviceId}`,
    )
    expect(await skewAfter(-95_000)).toBe(-91_000)
  })

  test('touches are bounded as their days are, in every revision', async () => {
    const device = await enrolledDevice(endpoint, { user: 'Gus' })
    const day = Math.floor(now / DAY) * DAY - 2 * DAY
    const HOUR = 60 * MINUTE
    const touch = (seq: number, endsAfter: number, active: number, more: Partial<TouchRecord> = {}) =>
      touchRecord({
        ...{ seq, touchId: `touch ${seq}`, startedAt: day },
        ...{ endedAt: day + endsAfter * HOUR, activeMs: active * HOUR, ...more },
      })
    // They end 30 hours after the day began.
    expect(codes((await send(device, [touch(1, 30, 16), touch(2, 20, 10), touch(3, 9, 9)])).body)).toEqual([
      [3, 'over_24_hours'],
    ])
    expect(codes((await send(device, [touch(4, 9, 9)])).body)).toEqual([[4, 'over_24_hours']])
    // A revision replaces what it revises.
    const shorter = touch(5, 30, 11, { touchId: 'touch 1', revision: 2 })
    expect(codes((await send(device, [shorter, touch(6, 10, 9)])).body)).toEqual([])
    const longer = touch(7, 30, 12, { touchId: 'touch 1', revision: 3 })
    expect(codes((await send(device, [longer])).body)).toEqual([[7, 'over_24_hours']])
    // Nor do revisions of one batch let each other in, and one that is no longer the latest makes no room.
    const grown = [touch(9, 30, 20, { touchId: 'new' }), touch(10, 30, 25, { touchId: 'new', revision: 2 })]
    expect(codes((await send(device, grown)).body)).toEqual([
      [9, 'over_24_hours'],
      [10, 'over_24_hours'],
    ])
    const stale = touch(11, 30, 1, { touchId: 'touch 1', revision: 1 })
    expect(codes((await send(device, [stale, touch(12, 9, 9)])).body)).toEqual([[12, 'over_24_hours']])
    // What is known already makes no room for what is new.
    const known = [touch(1, 30, 16), touch(2, 20, 10)]
    expect(codes((await send(device, [...known, touch(8, 9, 9)])).body)).toEqual([[8, 'over_24_hours']])
    // Another local database of the device is the same device.
    const other = { ...batchOf([touch(1, 5, 5)], 'f'.repeat(16)), sentAt: now }
    expect(codes((await device.send(other, { clock: now })).body)).toEqual([[1, 'over_24_hours']])
  })

  test('a clock that is years off says nothing about when something was recorded', async () => {
    for (const years of [5, -50]) {
      const device = await enrolledDevice(endpoint, { user: `Years ${years}` })
      await endpoint.database.query(
        sql`update devices set enrolled_at = ${now}::bigint where device_id = ${device.deviceId}`,
      )
      const off = now + years * 365 * DAY
      const span = spanRecord({ seq: 1, startedAt: off - 1, endedAt: off })
      const { body } = await device.send({ ...batchOf([span]), sentAt: off }, { clock: now })
      expect(codes(body)).toEqual([[1, 'implausible_time']])
      const right = spanRecord({ seq: 2, startedAt: now - DAY - 2, endedAt: now - DAY - 1 })
      expect(codes((await send(device, [right])).body)).toEqual([])
    }
  })

  test('a device whose clock is ahead is judged by its own clock', async () => {
    const device = await enrolledDevice(endpoint, { user: 'Cleo' })
    // A ms long, so that it crosses no quarter hour.
    const ahead = now + 7 * MINUTE
    const span = spanRecord({ seq: 1, startedAt: ahead - 1, endedAt: ahead })
    const batch = { ...batchOf([span]), sentAt: ahead }
    expect((await device.send(batch, { clock: now })).body.rejected).toEqual([])
  })
})
