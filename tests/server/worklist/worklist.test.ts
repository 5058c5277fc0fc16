import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { bulkInsert } from '../../../src/server/database/bulk-insert.ts'
import { hiddenTags } from '../../../src/server/database/schema/facts.ts'
import { sql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { createForecastSource } from '../../../src/server/forecast/recovery-forecast.ts'
import type { DenialRow } from '../../../src/shared/contract/denials.ts'
import type { DueStatus, WorklistSummary, WorklistRow } from '../../../src/shared/contract/worklist.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import { compareRanked } from '../../../src/shared/priority/index.ts'
import { seededRandom } from '../../../src/tools/sample/random.ts'
import {
  at,
  forgetAll,
  makeDenials,
  makePerson,
  setCalendar,
  setSlas,
  tokenOf,
  type MadeDenial,
} from '../deadlines/world.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'

const DAY = 86_400_000
const now = at('2026-12-01T12:00:00-05:00')
const today = at('2026-12-01T00:00:00-05:00')
const daysAgo = (days: number) => today - days * DAY

/** A resolved denial of the tenant's history. */
const resolved = (no: number, fields: Partial<MadeDenial>): MadeDenial => ({
  no,
  received: daysAgo(60),
  state: 'overturned',
  appealedAt: daysAgo(50),
  resolvedAt: daysAgo(20),
  ...fields,
})

describe.each(storesOfPlainSql)('the worklist on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let clock = now
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => clock })
    await setCalendar(endpoint.database, {})
    await makePerson(endpoint.database, 'u1', 'Ana', 'North')
    await makePerson(endpoint.database, 'u2', 'Bo', 'South')
    await setSlas(endpoint.database, [
      { id: 'first' },
      { id: 'appeal', kind: 'appeal', within: { amount: 20, unit: 'calendar_days' }, warnHours: 72 },
    ])
  })
  afterEach(async () => {
    await forgetAll(endpoint.database)
    // After twenty minutes a forecast is too old to be served.
    clock += 21 * 60_000
  })
  afterAll(() => endpoint.close())

  const worklist = async (query = '') => (await ask<Page<WorklistRow>>(endpoint, `/v1/worklist?${query}`)).body
  const ids = async (query: string) => (await worklist(query)).rows.map(({ id }) => Number(id))

  test('a row has what is due, the work so far, and what its rank rests on', async () => {
    await makeDenials(endpoint.database, [
      {
        no: 1,
        received: daysAgo(3),
        owner: 'Ana',
        deniedCents: 400_00,
        appealDue: daysAgo(-60),
        touches: [
          { at: daysAgo(4), ms: 999 },
          { at: daysAgo(3) + 3_600_000, ms: 60_000 },
          { at: daysAgo(2), ms: 30_000, user: 'u2' },
        ],
      },
      { no: 2, received: daysAgo(3), state: 'upheld', resolvedAt: daysAgo(1) },
    ])
    const checkedAt = daysAgo(3) + 3_600_000
    const tag = (seq: number, hiddenId: string, kind: string, claimToken: string | null) => ({
      ...{ seq, hiddenId, kind, spanSeq: Math.min(seq, 2), claimToken },
    })
    const [journal] = await endpoint.database.query<{ journal: number }>(
      sql`select journal from journals where device_id = 'u1'`,
    )
    await endpoint.database.query(
      bulkInsert(
        hiddenTags,
        ['seq', 'hiddenId', 'kind', 'spanSeq', 'claimToken'],
        [
          tag(1, 'h1', 'repeat_status_check', tokenOf(1)),
          tag(2, 'h1', 'repeat_status_check', tokenOf(1)),
          tag(3, 'h2', 'portal_switching', null),
        ],
        { journal: journal?.journal ?? 0, userId: 'u1', startedAt: checkedAt, endedAt: checkedAt + 10_000 },
      ),
    )
    const { rows, nextCursor } = await worklist()
    expect(nextCursor).toBeNull()
    expect(rows).toEqual([
      {
        id: '1',
        claimRef: 'CLM-1',
        payerClaimRef: 'P',
        payer: 'Aetna',
        kind: 'full',
        category: 'authorization',
        group: 'CO',
        carcs: ['16'],
        rarcs: [],
        billedCents: 400_00,
        paidCents: 0,
        deniedCents: 400_00,
        leftCents: 400_00,
        proposedState: null,
        appealLevel: null,
        nextAppealDue: null,
        correctedClaimDue: null,
        state: 'new',
        received: daysAgo(3),
        followUpDue: null,
        appealDue: daysAgo(-60),
        owner: 'Ana',
        queue: null,
        serviceLine: null,
        provider: null,
        location: null,
        sourceFile: 'made.835',
        test: false,
        claimToken: tokenOf(1),
        balanced: true,
        procedure: null,
        practice: null,
        claimFilingIndicator: null,
        recoveredCents: null,
        resolvedAt: null,
        stateSince: daysAgo(3),
        firstAppealedAt: null,
        reopened: 0,
        reassigned: 0,
        // 40,000 cents × 1/2 ÷ 8 minutes: there is no history.
        priority: 2500,
        forecast: { overturnRate: 0.5, minutes: 8, resolved: 0, overturned: 0, worked: 0 },
        due: { kind: 'appeal', slaId: 'appeal', at: at('2026-12-19T00:00:00-05:00'), status: 'upcoming' },
        touches: 2,
        activeMs: 90_000,
        firstTouchAt: daysAgo(3) + 3_600_000,
        lastTouchAt: daysAgo(2),
        people: 2,
        rechecks: 1,
        team: 'North',
      },
    ])
  })

  test('rates and minutes are estimated from denials appealed and resolved within a year, with their counts', async () => {
    await makeDenials(endpoint.database, [
      resolved(1, {
        touches: [
          { at: daysAgo(40), ms: 20 * 60_000 },
          { at: daysAgo(10), ms: 99 * 60_000 },
        ],
      }),
      resolved(2, { state: 'recovered' }),
      resolved(3, { state: 'recovered', touches: [{ at: daysAgo(40), ms: 10 * 60_000 }] }),
      resolved(4, { state: 'upheld' }),
      // Nobody appealed these, or they are too long ago.
      resolved(5, { state: 'written_off', appealedAt: null }),
      resolved(6, { state: 'recovered', appealedAt: null }),
      resolved(7, { resolvedAt: daysAgo(400) }),
      resolved(8, { payer: '', category: 'coding', state: 'upheld' }),
    ])
    const { body } = await ask<object>(endpoint, '/v1/recovery-forecast')
    const rate = (3 + 0.5 * 4) / (5 + 4)
    const minutes = (30 + 8 * 2) / (2 + 2)
    expect(body).toEqual({
      rows: [
        {
          payer: null,
          category: 'coding',
          overturnRate: (rate * 10) / 11,
          minutes,
          resolved: 1,
          overturned: 0,
          worked: 0,
        },
        {
          payer: 'Aetna',
          category: 'authorization',
          overturnRate: (3 + rate * 10) / 14,
          minutes: (30 + minutes * 10) / 12,
          resolved: 4,
          overturned: 3,
          worked: 2,
        },
      ],
      unknown: { overturnRate: rate, minutes, resolved: 0, overturned: 0, worked: 0 },
      nextCursor: null,
    })
  })

  test('a forecast is cached for a while, refreshed in the background, and waited for when it is old', async () => {
    const forecast = createForecastSource(endpoint.database, () => clock)
    const overturned = async () => (await forecast()).rows.map((row) => row.overturned)
    await makeDenials(endpoint.database, [resolved(1, {})])
    expect(await overturned()).toEqual([1])
    await makeDenials(endpoint.database, [resolved(2, {})])
    clock += 9 * 60_000
    expect(await overturned()).toEqual([1])
    clock += 2 * 60_000
    expect(await overturned()).toEqual([1])
    await vi.waitUntil(async () => (await overturned())[0] === 2, 60_000)
    await makeDenials(endpoint.database, [resolved(3, {})])
    clock += 20 * 60_000
    expect(await overturned()).toEqual([3])
  })

  test('is in the order of compareRanked, page by page, each denial once', async () => {
    const random = seededRandom(20_261_201)
    const denials = Array.from({ length: 120 }, (_, index): MadeDenial => {
      const received = daysAgo(random.between(0, 30))
      return {
        no: index + 1,
        received,
        payer: random.pick(['Aetna', 'Cigna']),
        deniedCents: random.between(1, 6) * 50_00,
        owner: random.pick(['Ana', 'Bo', null]),
        appealDue: random.chance(0.3) ? received + random.between(5, 40) * DAY : null,
        state: random.pick(['new', 'in_progress', 'appealed'] as const),
        touches: random.chance(0.5) ? [{ at: received + random.between(0, 5) * DAY }] : [],
      }
    })
    await makeDenials(endpoint.database, [
      ...denials,
      ...Array.from({ length: 9 }, (_, index) =>
        resolved(500 + index, { payer: 'Cigna', state: index < 7 ? 'overturned' : 'upheld' }),
      ),
    ])
    const rows: WorklistRow[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Page<WorklistRow> = await worklist(`limit=17&cursor=${cursor}`)
      rows.push(...page.rows)
      cursor = page.nextCursor
      // Time passes between two pages: all are evaluated as of the first.
      if (rows.length === 17) clock += DAY
    }
    clock -= DAY
    expect(rows).toHaveLength(120)
    const ranked = rows.map(({ id, due, priority }) => ({ denialNo: Number(id), due, priority }))
    expect(ranked).toEqual(ranked.toSorted(compareRanked))
    expect(new Set(ranked.map(({ due }) => due?.status))).toEqual(
      new Set(['overdue', 'at_risk', 'upcoming', undefined]),
    )
    expect(new Set(rows.map(({ forecast }) => forecast.overturnRate)).size).toBe(2)

    const byPriority = (await worklist('sort=priority&limit=500')).rows.map(({ priority }) => priority)
    expect(byPriority).toEqual(byPriority.toSorted((one, other) => other - one))

    const { body: summary } = await ask<WorklistSummary>(endpoint, '/v1/worklist/summary')
    const sumOf = (of: (row: WorklistRow) => boolean) => ({
      count: rows.filter(of).length,
      leftCents: rows.filter(of).reduce((sum, row) => sum + row.deniedCents, 0),
    })
    const ofPayer = (status: DueStatus) =>
      rows.filter(({ due }) => due?.status === status && due.kind === 'appeal' && due.slaId === null).length
    expect(summary).toEqual({
      overdue: sumOf(({ due }) => due?.status === 'overdue'),
      pastPayerDeadline: ofPayer('overdue'),
      atRisk: sumOf(({ due }) => due?.status === 'at_risk'),
      nearPayerDeadline: ofPayer('at_risk'),
      open: sumOf(() => true),
      proposed: 0,
    })
    expect(summary.pastPayerDeadline).toBeGreaterThan(0)
    expect(summary.pastPayerDeadline).toBeLessThan(summary.overdue.count)
    for (const [due, sum] of [
      ['overdue', summary.overdue],
      ['at_risk', summary.atRisk],
    ] as const) {
      expect(await ids(`due=${due}&limit=500`)).toEqual(
        rows.filter((row) => row.due?.status === due).map(({ id }) => Number(id)),
      )
      expect((await ask<WorklistSummary>(endpoint, `/v1/worklist/summary?due=${due}`)).body.open).toEqual(sum)
    }
  })

  test('those that are proposed to close are a list of their own, with the same filters', async () => {
    await makeDenials(endpoint.database, [
      { no: 1, received: daysAgo(9), owner: 'Ana', deniedCents: 100_00, category: 'coding' },
      { no: 2, received: daysAgo(7), owner: 'Ana', deniedCents: 200_00, category: 'coding' },
      { no: 3, received: daysAgo(8), owner: 'Bo', deniedCents: 300_00, state: 'appealed' },
    ])
    await endpoint.database.query(
      sql`update denials set left_cents = 0, proposed_state = 'recovered', proposed_since = 1 where denial_no in (2, 3)`,
    )
    const proposed = async (query = '') => (await ask<Page<DenialRow>>(endpoint, `/v1/worklist/proposed?${query}`)).body
    expect((await proposed()).rows.map(({ id, proposedState }) => [id, proposedState])).toEqual([
      ['3', 'recovered'],
      ['2', 'recovered'],
    ])
    expect((await proposed('user=Ana&category=coding')).rows.map(({ id }) => id)).toEqual(['2'])
    const first = await proposed('limit=1')
    expect((await proposed(`limit=1&cursor=${first.nextCursor}`)).rows.map(({ id }) => id)).toEqual(['2'])
    expect((await ask(endpoint, '/v1/worklist/proposed?due=overdue')).status).toBe(400)
    const summary = async (query: string) =>
      (await ask<WorklistSummary>(endpoint, `/v1/worklist/summary?${query}`)).body
    expect(await summary('')).toMatchObject({ proposed: 2, open: { count: 1, leftCents: 100_00 } })
    expect(await summary('user=Bo')).toMatchObject({ proposed: 1, open: { count: 0 } })
  })

  test('is filtered by owner, team, payer and every dimension of the denial', async () => {
    await makeDenials(endpoint.database, [
      { no: 1, received: daysAgo(0), owner: 'Ana', deniedCents: 99_99, category: 'coding', queue: 'A', rarcs: ['N1'] },
      { no: 2, received: daysAgo(7), owner: 'Bo', deniedCents: 100_00, serviceLine: 'Lab', provider: 'Dr. Roe' },
      { no: 3, received: daysAgo(8), owner: 'Gone', deniedCents: 10_000_00, location: 'East' },
      { no: 4, received: daysAgo(91), payer: '', deniedCents: 500_00, state: 'appealed' },
    ])
    const sorted = async (query: string) => (await ids(query)).sort((one, other) => one - other)
    expect(await sorted('team=North')).toEqual([1])
    expect(await sorted('user=Gone')).toEqual([3])
    expect(await sorted('user=')).toEqual([4])
    expect(await sorted('payer=')).toEqual([4])
    expect(await sorted('category=coding')).toEqual([1])
    expect(await sorted('queue=A')).toEqual([1])
    expect(await sorted('queue=')).toEqual([2, 3, 4])
    expect(await sorted('serviceLine=Lab')).toEqual([2])
    expect(await sorted('provider=Dr.%20Roe')).toEqual([2])
    expect(await sorted('location=East')).toEqual([3])
    expect(await sorted('state=appealed')).toEqual([4])
    expect(await sorted('state=new,appealed')).toEqual([1, 2, 3, 4])
    expect(await sorted('rarc=N1')).toEqual([1])
    expect(await sorted('carc=16&rarc=')).toEqual([2, 3, 4])
    expect(await sorted('procedure=99213-25')).toEqual([])
    expect(await sorted('practice=&claimFilingIndicator=')).toEqual([1, 2, 3, 4])
    expect(await sorted('valueBand=under_100,10000_up')).toEqual([1, 3])
    expect(await sorted('valueBand=under_100')).toEqual([1])
    expect(await sorted('valueBand=100_499')).toEqual([2])
    expect(await sorted('valueBand=10000_up')).toEqual([3])
    expect(await sorted('ageBucket=0_7')).toEqual([1, 2])
    expect(await sorted('ageBucket=8_14')).toEqual([3])
    expect(await sorted('ageBucket=91_up')).toEqual([4])
    expect(await sorted('ageBucket=0_7&team=South')).toEqual([2])
  })

  test('what cannot be asked is refused by its name', async () => {
    for (const [query, pointer] of [
      ['due=never', '/due'],
      ['valueBand=huge', '/valueBand/0'],
      ['state=lost', '/state/0'],
      ['cursor=bm9uZQ', '/cursor'],
    ]) {
      const { status, body } = await ask(endpoint, `/v1/worklist?${query}`)
      expect([query, status, body.code, body.errors?.[0]?.pointer]).toEqual([query, 400, 'bad_parameter', pointer])
    }
  })
})
