import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../src/server/database/sql.ts'
import { createScope } from '../../../src/server/identity/scope.ts'
import { latestTouches, summarize } from '../../../src/server/reports/denial-touches.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { batchOf, enrolledDevice, token } from '../support/device.ts'
import { spanRecord, tagOf, touchRecord } from '../support/records.ts'
import { storeDeviceTokens } from '../support/stored-token.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'
import { denied, detail, everyDenial, send } from './support.ts'

const MINUTE = 60_000
const T = Date.UTC(2026, 10, 20, 15)
const at = (minute: number) => T + minute * MINUTE

test('the parts of a touch are added by activity and system, by attribution, and by kind of hidden work', () => {
  const part = { activity: 'documentation', system: 'Excel', kinds: null }
  expect(
    summarize([
      { ...part, attribution: 'seen', ms: 1000, kinds: 'repeat_status_check,manual_documentation' },
      { ...part, attribution: 'inferred', ms: 4000, kinds: 'manual_documentation' },
      { ...part, system: null, attribution: 'stated', ms: 6000 },
      { ...part, activity: 'reference', attribution: 'inferred', ms: 0 },
    ]),
  ).toEqual({
    activities: [
      { activity: 'documentation', system: null, ms: 6000 },
      { activity: 'documentation', system: 'Excel', ms: 5000 },
    ],
    ...{ seenMs: 1000, statedMs: 6000, inferredMs: 4000 },
    hiddenKinds: ['manual_documentation', 'repeat_status_check'],
  })
})

describe.each(storesOfPlainSql)('touches of a denial on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let id = ''
  let claimToken = ''
  beforeAll(async () => {
    endpoint = await freshEndpoint(store)
    await storeDeviceTokens(endpoint.database)
    await send(endpoint, 'a.835', make835([{ date: '20261110', claims: [denied('PCN1')] }]))
    const [row] = await everyDenial(endpoint)
    if (!row?.claimToken) throw new Error('the denial has a token')
    id = row.id
    claimToken = row.claimToken
    const seen = { claimToken, attributedToken: claimToken, attribution: 'seen' } as const
    const carried = (attribution: 'stated' | 'inferred') => ({
      claimToken: null,
      attributedToken: claimToken,
      attribution,
    })
    const notes = { activity: 'documentation', system: 'Excel', systemKind: 'office', ruleId: 'excel' } as const
    const first = spanRecord({ seq: 1, startedAt: at(0), endedAt: at(5), ...seen })
    const ana = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
    await ana.send(
      batchOf([
        first,
        spanRecord({ seq: 2, startedAt: at(5), endedAt: at(7), ...notes, ...carried('inferred') }),
        spanRecord({ seq: 3, startedAt: at(7), endedAt: at(8), claimToken: token('b') }),
        spanRecord({ seq: 4, startedAt: at(8), endedAt: at(9), ...seen }),
        // Of no claim, and idle: in no touch.
        spanRecord({ seq: 5, startedAt: at(9), endedAt: at(10) }),
        spanRecord({ seq: 6, startedAt: at(10), endedAt: at(11), presence: 'idle', ...seen }),
        // After the touch's end, by the biller's word.
        spanRecord({ seq: 7, startedAt: at(12), endedAt: at(15), ...notes, ...carried('stated') }),
        tagOf(first, { seq: 8, hiddenId: 'x', hiddenKind: 'repeat_status_check' }),
        touchRecord({
          seq: 9,
          touchId: 'one',
          claimToken,
          startedAt: at(0),
          endedAt: at(9),
          activeMs: 6 * MINUTE,
          spanCount: 2,
        }),
        spanRecord({ seq: 10, startedAt: at(60), endedAt: at(62), ...seen, system: 'Epic', activity: 'appeal' }),
        touchRecord({ seq: 11, touchId: 'two', claimToken, startedAt: at(60), endedAt: at(62), activeMs: 2 * MINUTE }),
      ]),
    )
    // From an agent that attributes nothing.
    const ben = await enrolledDevice(endpoint, { user: 'Ben', team: 'South' })
    await ben.send(
      batchOf([
        spanRecord({ seq: 1, startedAt: at(30), endedAt: at(31), claimToken }),
        touchRecord({ seq: 2, touchId: 'one', claimToken, startedAt: at(30), endedAt: at(31), activeMs: MINUTE }),
      ]),
    )
  })
  afterAll(() => endpoint.close())

  test('say who did what, where, for how long, and how the claim was known', async () => {
    const { body } = await detail(endpoint, id)
    const status = { activity: 'claim_status', system: 'Availity' }
    expect(body.touches.map(({ userId: _user, claimToken: _token, spanCount: _spans, ...touch }) => touch)).toEqual([
      {
        ...{ userName: 'Ana', touchId: 'one', startedAt: at(0), endedAt: at(9), activeMs: 6 * MINUTE },
        activities: [
          { ...status, ms: 6 * MINUTE },
          { activity: 'documentation', system: 'Excel', ms: 5 * MINUTE },
        ],
        ...{ seenMs: 6 * MINUTE, inferredMs: 2 * MINUTE, statedMs: 3 * MINUTE, hiddenKinds: ['repeat_status_check'] },
      },
      {
        ...{ userName: 'Ben', touchId: 'one', startedAt: at(30), endedAt: at(31), activeMs: MINUTE },
        activities: [{ ...status, ms: MINUTE }],
        ...{ seenMs: MINUTE, inferredMs: 0, statedMs: 0, hiddenKinds: [] },
      },
      {
        ...{ userName: 'Ana', touchId: 'two', startedAt: at(60), endedAt: at(62), activeMs: 2 * MINUTE },
        activities: [{ activity: 'appeal', system: 'Epic', ms: 2 * MINUTE }],
        ...{ seenMs: 2 * MINUTE, inferredMs: 0, statedMs: 0, hiddenKinds: [] },
      },
    ])
  })

  test('only of people who may be seen', async () => {
    const [ben] = await endpoint.database.query<{ id: string }>(sql`select user_id as id from users where name = 'Ben'`)
    for (const people of [
      { teams: ['South'], userId: null },
      { teams: [], userId: ben?.id ?? '' },
    ]) {
      const touches = await latestTouches(createScope(endpoint.database, people), claimToken)
      expect(touches.map(({ userName }) => userName)).toEqual(['Ben'])
    }
  })
})
