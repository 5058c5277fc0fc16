import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkBatch } from '../../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../../src/server/ingest/ingest.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { TouchRecord } from '../../src/shared/contract/ingest.ts'
import { batchOf, token } from './support/device.ts'
import { touchRecord } from './support/records.ts'
import { freshEndpoint, runsOn, stores } from './support/stores.ts'

const START = Date.UTC(2026, 10, 20, 15)

interface Revision {
  readonly device: string
  readonly record: TouchRecord
}

/** Revisions of a few touches on a few claims; a later one may be shorter, or of another claim. */
const revisions = fc
  .array(
    fc.record({
      device: fc.constantFrom('one', 'two'),
      touch: fc.constantFrom('t1', 't2', 't3'),
      claim: fc.constantFrom('a', 'b', 'c'),
      startsAfter: fc.integer({ min: 0, max: 5000 }),
      lasts: fc.integer({ min: 1, max: 5000 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((steps): Revision[] => {
    const counts = new Map<string, number>()
    const next = (key: string) => {
      counts.set(key, (counts.get(key) ?? 0) + 1)
      return counts.get(key) ?? 0
    }
    return steps.map(({ device, touch, claim, startsAfter, lasts }) => ({
      device,
      record: touchRecord({
        seq: next(device),
        touchId: touch,
        revision: next(`${device} ${touch}`),
        claimToken: token(claim),
        startedAt: START + startsAfter,
        endedAt: START + startsAfter + lasts,
        activeMs: lasts,
      }),
    }))
  })

/** Pieces of them in any order, each one at least once. */
const deliveries = revisions.chain((all) =>
  fc
    .array(fc.subarray(all, { minLength: 1 }), { maxLength: 6 })
    .chain((pieces) => fc.shuffledSubarray([...pieces, all], { minLength: pieces.length + 1 })),
)

describe.each(stores)('work on claims in the %s store', (store) => {
  let endpoint: Endpoint
  let made = 0
  beforeAll(async () => (endpoint = await freshEndpoint(store)))
  afterAll(() => endpoint.close())

  async function freshUser(): Promise<string> {
    made += 1
    await endpoint.database.query(
      `insert into devices (tenant_id, device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
       select 'main', $1::text || ' ' || name, $1, '', '', '', false, 0 from unnest('{one,two}'::text[]) name`,
      [`user ${made}`],
    )
    return `user ${made}`
  }
  const kept = (userId: string) =>
    endpoint.database.query(
      `select claim_token, first_touch_at, last_touch_at, touches, active_ms from claim_work
       where tenant_id = 'main' and user_id = $1 order by claim_token`,
      [userId],
    )
  const fromTouches = (userId: string) =>
    endpoint.database.query(
      `select claim_token, min(started_at) as first_touch_at, max(ended_at) as last_touch_at, count(*)::int as touches,
         sum(active_ms)::bigint as active_ms
       from touches where tenant_id = 'main' and user_id = $1 group by claim_token order by claim_token`,
      [userId],
    )
  function sendsOf(userId: string, pieces: readonly (readonly Revision[])[]) {
    return pieces.flatMap((piece) =>
      ['one', 'two'].flatMap((device) => {
        const records = piece.filter((revision) => revision.device === device).map(({ record }) => record)
        if (records.length === 0) return []
        const from = { tenantId: 'main', deviceId: `${userId} ${device}` }
        return [() => ingestBatch(endpoint.database, from, checkBatch(batchOf(records)), START)]
      }),
    )
  }

  test('is the sum of the touches after every batch, however often and in what order they come', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (pieces) => {
        const userId = await freshUser()
        for (const send of sendsOf(userId, pieces)) {
          await send()
          expect(await kept(userId)).toEqual(await fromTouches(userId))
        }
        expect((await kept(userId)).length).toBeGreaterThan(0)
      }),
      { numRuns: runsOn(store, 50, 200) },
    )
  })

  test('is the sum of the touches when two devices of a person send at once', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (pieces) => {
        const userId = await freshUser()
        await Promise.all(sendsOf(userId, pieces).map((send) => send()))
        expect(await kept(userId)).toEqual(await fromTouches(userId))
      }),
      { numRuns: runsOn(store, 35, 120) },
    )
  })
})
