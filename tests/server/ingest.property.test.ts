import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { name, sql, type Sql } from '../../src/server/database/sql.ts'
import { rollUpAll } from '../../src/server/rollups/roll-up.ts'
import {
  FIFTEEN_MINUTES_MS,
  type DeviceRecord,
  type HiddenTagRecord,
  type SpanRecord,
  type TouchRecord,
} from '../../src/shared/contract/ingest.ts'
import { deviceHiddenKinds } from '../../src/shared/contract/work.ts'
import { token } from './support/device.ts'
import { awayRecord, spanRecord, tagOf, touchRecord } from './support/records.ts'
import { runsOn, stores } from './support/store-names.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

const START = Date.UTC(2026, 10, 20, 15)

/** A device's records as it makes them: spans in a row, revisions of touches, tags of spans (several of one span, too). */
const recordsFrom = (start: number) =>
  fc
    .array(
      fc.record({
        lengthMs: fc.integer({ min: 1, max: 400_000 }),
        presence: fc.constantFrom('active', 'idle', 'away'),
        payer: fc.constantFrom('Aetna', 'Cigna', null),
        rating: fc.constantFrom('core', 'support', 'hidden', 'non_work'),
        denial: fc.constantFrom('a', 'b', null),
        kinds: fc.subarray([...deviceHiddenKinds]),
        revises: fc.boolean(),
      }),
      { minLength: 1, maxLength: 25 },
    )
    .map((steps): DeviceRecord[] => {
      const records: DeviceRecord[] = []
      let time = start
      const revisions = new Map<string, number>()
      for (const step of steps) {
        // Spans cross no quarter hour.
        const endedAt = Math.min(time + step.lengthMs, (Math.floor(time / FIFTEEN_MINUTES_MS) + 1) * FIFTEEN_MINUTES_MS)
        const at = { seq: records.length + 1, startedAt: time, endedAt }
        const claimToken = step.denial === null ? null : token(step.denial)
        const { presence, payer, rating } = step
        const span = presence === 'away' ? awayRecord(at) : spanRecord({ ...at, presence, payer, rating, claimToken })
        records.push(span)
        if (presence === 'active') {
          for (const hiddenKind of step.kinds) {
            records.push(tagOf(span, { seq: records.length + 1, hiddenKind, hiddenId: `${hiddenKind} ${span.seq}` }))
          }
          if (claimToken !== null && step.revises) {
            const touchId = claimToken.slice(0, 1)
            const revision = (revisions.get(touchId) ?? 0) + 1
            revisions.set(touchId, revision)
            const active = { activeMs: endedAt - start, spanCount: revision }
            records.push(
              touchRecord({
                seq: records.length + 1,
                touchId,
                revision,
                claimToken,
                startedAt: start,
                endedAt,
                ...active,
              }),
            )
          }
        }
        time = endedAt
      }
      return records
    })

/** When the clocks of devices and endpoint agree, after all work. */
const later = { now: START + 86_400_000 }

/** The work of a person who goes over to another device: what two devices record at once counts for one of them. */
const ofTwoDevices = recordsFrom(START).chain((first) =>
  recordsFrom(Math.max(...first.map(({ endedAt }) => endedAt))).map((second) => [first, second] as const),
)

/** How they are delivered: overlapping pieces, some twice, in any order; each record at least once. */
const deliveries = recordsFrom(START).chain((records) =>
  fc
    .array(fc.uniqueArray(fc.integer({ min: 0, max: records.length - 1 }), { minLength: 1, maxLength: 12 }), {
      maxLength: 8,
    })
    .chain((pieces) => {
      const sent = new Set(pieces.flat())
      const rest = records.map((_, index) => index).filter((index) => !sent.has(index))
      const all = rest.length > 0 ? [...pieces, rest] : pieces
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
    })
    .map((pieces) => ({ records, pieces })),
)

const pick = (records: readonly DeviceRecord[], places: readonly number[]) =>
  places.map((place) => records[place]).filter((record) => record !== undefined)

/** The same sums, made from the records themselves. */
function expectedOf(records: readonly DeviceRecord[]) {
  const spans = records.filter((record): record is SpanRecord => record.kind === 'span')
  const tags = records.filter((record): record is HiddenTagRecord => record.kind === 'hidden_tag')
  const touches = records.filter((record): record is TouchRecord => record.kind === 'touch')
  const bucket = (time: number) => time - (time % FIFTEEN_MINUTES_MS)
  const length = ({ startedAt, endedAt }: { startedAt: number; endedAt: number }) => endedAt - startedAt
  const latest = new Map<string, TouchRecord>()
  for (const touch of touches) {
    if ((latest.get(touch.touchId)?.revision ?? 0) < touch.revision) latest.set(touch.touchId, touch)
  }
  const firstTags = [...new Map(tags.map((tag) => [tag.spanSeq, tag])).values()]
  return {
    activity: sums(
      spans.map((span) => [
        [
          bucket(span.startedAt),
          span.presence,
          span.activity ?? '',
          span.rating ?? '',
          span.system ?? '',
          span.payer ?? '',
          span.claimToken === null ? '' : 'seen',
        ],
        length(span),
      ]),
    ),
    byKind: sums(tags.map((tag) => [[bucket(tag.startedAt), tag.hiddenKind, tag.payer ?? ''], length(tag)])),
    union: sums(firstTags.map((tag) => [[bucket(tag.startedAt), tag.payer ?? ''], length(tag)])),
    touches: [...latest.values()]
      .map((touch) => `${touch.touchId} ${touch.revision} ${touch.activeMs} ${touch.endedAt}`)
      .sort(),
  }
}

function sums(entries: readonly (readonly [readonly unknown[], number])[]): string[] {
  const totals = new Map<string, { ms: number; spans: number }>()
  for (const [key, ms] of entries) {
    const total = totals.get(JSON.stringify(key)) ?? { ms: 0, spans: 0 }
    totals.set(JSON.stringify(key), { ms: total.ms + ms, spans: total.spans + 1 })
  }
  return [...totals].map(([key, { ms, spans }]) => `${key} ${ms} ${spans}`).sort()
}

describe.each(stores)('delivery to the %s store', (store) => {
  let tenant: TestTenant
  let made = 0
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  async function freshDevice() {
    made += 1
    const device = { deviceId: `device ${made}`, userId: `user ${made}` }
    await tenant.addDevice(device.deviceId, device.userId)
    return device
  }

  async function stored(userId: string) {
    await rollUpAll(tenant.database, 'Europe/Lisbon')
    const text = async (columns: Sql, table: string) => {
      const rows = await tenant.database.query<{ key: unknown[]; ms: number; spans: number }>(
        sql`select json_build_array(${columns}) as key, ms, spans from ${name(table)} where user_id = ${userId}`,
      )
      return rows.map(({ key, ms, spans }) => `${JSON.stringify(key)} ${ms} ${spans}`).sort()
    }
    const touches = await tenant.database.query<{ line: string }>(
      sql`select concat_ws(' ', touch_id, revision, active_ms, ended_at) as line from touches where user_id = ${userId}`,
    )
    return {
      activity: await text(sql`bucket, presence, activity, rating, system, payer, attribution`, 'activity_15min'),
      byKind: await text(sql`bucket, kind, payer`, 'hidden_15min'),
      union: await text(sql`bucket, payer`, 'tagged_15min'),
      touches: touches.map(({ line }) => line).sort(),
    }
  }

  test('whatever is sent twice, overlapping or out of order is counted once', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ records, pieces }) => {
        const device = await freshDevice()
        for (const piece of pieces) {
          const ack = await tenant.send(device.deviceId, pick(records, piece))
          expect(ack.ackedThrough).toBe(Math.max(...piece) + 1)
        }
        expect(await stored(device.userId)).toEqual(expectedOf(records))
      }),
      { numRuns: runsOn(store, 50, 200) },
    )
  })

  test('batches of one device that arrive at once take turns', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ records, pieces }) => {
        const device = await freshDevice()
        await Promise.all(pieces.map((piece) => tenant.send(device.deviceId, pick(records, piece))))
        expect(await stored(device.userId)).toEqual(expectedOf(records))
      }),
      { numRuns: runsOn(store, 20, 60) },
    )
  })

  test('two devices of one user add to the same sums at once without waiting for each other forever', async () => {
    await fc.assert(
      fc.asyncProperty(ofTwoDevices, async ([first, second]) => {
        const device = await freshDevice()
        await tenant.addDevice(`${device.deviceId} b`, device.userId)
        await Promise.all([
          tenant.send(device.deviceId, first, later),
          tenant.send(`${device.deviceId} b`, second.toReversed(), later),
        ])
        // The spans of the second device are others, though they may have the same seq.
        const shifted = second.map((record) => ({
          ...record,
          seq: record.seq + 1000,
          ...('spanSeq' in record ? { spanSeq: record.spanSeq + 1000 } : {}),
        }))
        const { activity, byKind, union } = expectedOf([...first, ...shifted] as DeviceRecord[])
        expect(await stored(device.userId)).toMatchObject({ activity, byKind, union })
      }),
      { numRuns: runsOn(store, 20, 60) },
    )
  })
})
