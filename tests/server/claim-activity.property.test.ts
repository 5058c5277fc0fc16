import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import type { TouchRecord } from '../../src/shared/contract/ingest.ts'
import { DAY_MS } from '../../src/shared/time.ts'
import { token } from './support/device.ts'
import { touchRecord } from './support/records.ts'
import { runsOn, storesOfPlainSql } from './support/store-names.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

/** Two seconds before a new month. */
const START = Date.UTC(2026, 11, 1) - 2000

interface Revision {
  readonly device: string
  readonly record: TouchRecord
}

/** Revisions of a few touches on a few claims; a later one may be shorter, of another claim, or of another month. */
const revisions = fc
  .array(
    fc.record({
      device: fc.constantFrom('one', 'two'),
      touch: fc.constantFrom('t1', 't2', 't3'),
      claim: fc.constantFrom('a', 'b', 'c'),
      startsAfter: fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.constant(40 * DAY_MS)),
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

describe.each(storesOfPlainSql)('activity on claims in the %s store', (store) => {
  let tenant: TestTenant
  let made = 0
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  async function freshUser(): Promise<string> {
    made += 1
    const userId = `user ${made}`
    for (const device of ['one', 'two']) await tenant.addDevice(`${userId} ${device}`, userId)
    return userId
  }
  const stored = (userId: string) =>
    tenant.database.query(
      sql`select encode(claim_token, 'hex') as claim, first_touch_at, last_touch_at, touches, active_ms from claim_activity
        where user_id = ${userId} order by claim_token`,
    )
  const fromTouches = (userId: string) =>
    tenant.database.query(
      sql`select encode(claim_token, 'hex') as claim, min(started_at) as first_touch_at, max(ended_at) as last_touch_at,
          count(*)::int as touches, sum(active_ms)::bigint as active_ms
        from touches where user_id = ${userId} group by claim_token order by claim_token`,
    )
  /** Of each touch the one revision that counts. */
  const highest = (pieces: readonly (readonly Revision[])[]) =>
    new Map(
      pieces
        .flat()
        .toSorted((a, b) => a.record.revision - b.record.revision)
        .map(({ device, record }) => [`${device} ${record.touchId}`, `${record.revision} ${record.startedAt}`]),
    )
  const storedTouches = async (userId: string) =>
    new Map(
      (
        await tenant.database.query<{ id: string; revision: string }>(
          sql`select right(j.device_id, 3) || ' ' || t.touch_id as id, t.revision || ' ' || t.started_at as revision
            from touches t join journals j using (journal)
            join touch_starts s on (s.journal, s.touch_id, s.revision, s.started_at) = (t.journal, t.touch_id, t.revision, t.started_at)
            where t.user_id = ${userId}`,
        )
      ).map(({ id, revision }) => [id, revision]),
    )
  function sendsOf(userId: string, pieces: readonly (readonly Revision[])[]) {
    return pieces.flatMap((piece) =>
      ['one', 'two'].flatMap((device) => {
        const records = piece.filter((revision) => revision.device === device).map(({ record }) => record)
        if (records.length === 0) return []
        return [() => tenant.send(`${userId} ${device}`, records)]
      }),
    )
  }

  test('is the sum of the touches after every batch, however often and in what order they come', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (pieces) => {
        const userId = await freshUser()
        for (const send of sendsOf(userId, pieces)) {
          await send()
          expect(await stored(userId)).toEqual(await fromTouches(userId))
        }
        expect((await stored(userId)).length).toBeGreaterThan(0)
        expect(await storedTouches(userId)).toEqual(highest(pieces))
      }),
      { numRuns: runsOn(store, 50, 200) },
    )
  })

  test('is the sum of the touches when two devices of a person send at once', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (pieces) => {
        const userId = await freshUser()
        await Promise.all(sendsOf(userId, pieces).map((send) => send()))
        expect(await stored(userId)).toEqual(await fromTouches(userId))
      }),
      { numRuns: runsOn(store, 35, 120) },
    )
  })
})
