import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tables } from '../../src/server/database/schema/index.ts'
import { name, sql } from '../../src/server/database/sql.ts'
import { processDirtyClaims } from '../../src/server/claim-activity/process-dirty-claims.ts'
import { readForecast } from '../../src/server/forecast/recovery-forecast.ts'
import { everything } from '../../src/server/identity/scope.ts'
import { rebuildRollups } from '../../src/server/rollups/rebuild.ts'
import { rollUpAll } from '../../src/server/rollups/roll-up.ts'
import type { DeviceRecord } from '../../src/shared/contract/ingest.ts'
import { spanRecord, tagOf, touchRecord } from './support/records.ts'
import { storesOfPlainSql } from './support/store-names.ts'
import { freshTenant, START_OF_TENANT, type TestTenant } from './support/tenant.ts'

const MINUTE = 60_000
const begin = START_OF_TENANT + 15 * MINUTE
const token = (digit: string) => digit.repeat(64)
const span = (seq: number, minute: number, fields: object = {}) =>
  spanRecord({ seq, startedAt: begin + minute * MINUTE, endedAt: begin + (minute + 1) * MINUTE, ...fields })
const secret = { activity: 'secret_activity', system: 'Secret System', payer: 'Secret Payer', ruleId: 'secret-rule' }

/** Ten minutes, of which the third and fourth are to be taken out. */
const openly = [span(1, 0, { claimToken: token('a') }), span(2, 1)]
const hidden = [span(3, 2, { ...secret, claimToken: token('a') }), span(4, 3, { ...secret, claimToken: token('b') })]
const later = [span(9, 4, { claimToken: token('a') }), span(10, 5, { presence: 'idle' })]
const all: DeviceRecord[] = [
  ...openly,
  ...hidden,
  ...hidden.map((tagged, index) => tagOf(tagged, { seq: 5 + index, hiddenId: `secret-${index}` })),
  touchRecord({
    seq: 7,
    touchId: 'touch-1',
    claimToken: token('a'),
    startedAt: begin,
    endedAt: begin + 5 * MINUTE,
    activeMs: 3 * MINUTE,
    spanCount: 3,
  }),
  touchRecord({
    seq: 8,
    touchId: 'touch-4',
    claimToken: token('b'),
    startedAt: begin + 3 * MINUTE,
    endedAt: begin + 4 * MINUTE,
    activeMs: MINUTE,
  }),
  ...later,
]
const time = { startedAt: begin + 2 * MINUTE, endedAt: begin + 4 * MINUTE }
const removed = [3, 4, 5, 6, 7, 8].map((seq) => ({ kind: 'removed' as const, seq, ...time }))
const after: DeviceRecord[] = [
  { kind: 'private_time', seq: 11, ...time, reason: 'personal' },
  touchRecord({
    seq: 12,
    touchId: 'touch-11-0',
    claimToken: token('a'),
    startedAt: begin,
    endedAt: begin + 5 * MINUTE,
    activeMs: 2 * MINUTE,
    spanCount: 2,
  }),
]

describe.each(storesOfPlainSql)('what a person marked private, on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant(store)))
  beforeEach(async () => {
    await tenant.clear()
    await tenant.addUser('marks')
    await tenant.addUser('other')
    await tenant.send('other device', [span(1, 0), span(2, 2, { claimToken: token('b') })])
  })
  afterAll(() => tenant.close())

  const send = (records: readonly DeviceRecord[]) => tenant.send('marks device', records)
  const rollUp = () => rollUpAll(tenant.database, 'UTC')
  const rowsOf = (table: string) =>
    tenant.database.query<{ row: string }>(sql`select t::text as row from ${name(table)} t order by 1`)
  const places = async (text: string) => {
    const found: string[] = []
    for (const { name: table } of tables) {
      if ((await rowsOf(table)).some(({ row }) => row.toLowerCase().includes(text))) found.push(table)
    }
    return found
  }
  /** The numbers of the claims of a day, in order. */
  const claimsIn = (packed: unknown) =>
    (
      Buffer.from(packed as Uint8Array)
        .toString('hex')
        .match(/.{8}/g) ?? []
    ).toSorted()
  /** Everything that is added up, without rows that say nothing. */
  const sums = async () => {
    const added = tables
      .filter(({ columns }) => ['spans', 'n', 'entities', 'claims'].some((column) => column in columns))
      .map((table) => table.name)
    return Object.fromEntries(
      await Promise.all(
        added.map(async (table) => {
          const rows = await tenant.database.query(sql`select * from ${name(table)} t order by t::text`)
          return [
            table,
            rows
              .filter((row) => (row['spans'] ?? row['n'] ?? row['entities']) !== 0)
              .map(({ category: _cached, ...row }) =>
                JSON.stringify('claims' in row ? { ...row, claims: claimsIn(row['claims']) } : row),
              ),
          ] as const
        }),
      ),
    )
  }

  test.each([
    ['before it was added up', false],
    ['after it was added up', true],
  ])('is in no table any more, and every sum is what it would be without it: %s', async (_when, rolledUp) => {
    await send(all)
    if (rolledUp) {
      await rollUp()
      await processDirtyClaims(tenant.database, () => readForecast(everything(tenant.database), START_OF_TENANT))
      await rollUp()
    }
    expect((await places('secret')).length).toBeGreaterThan(rolledUp ? 5 : 2)
    await send(removed)
    expect(await places('secret')).toEqual([])
    await send(after)
    await rollUp()
    expect(await places('secret')).toEqual([])
    const corrected = await sums()
    await tenant.database.transaction((queries) => rebuildRollups(queries, 'UTC'))
    expect(corrected).toEqual(await sums())

    const touches = await tenant.database.query(
      sql`select touch_id as id, active_ms as ms from touches where user_id = 'marks'`,
    )
    expect(touches).toEqual([{ id: 'touch-11-0', ms: 2 * MINUTE }])
    const activity = await tenant.database.query(
      sql`select touches, active_ms as ms from claim_activity where user_id = 'marks'`,
    )
    expect(activity).toEqual([{ touches: 1, ms: 2 * MINUTE }])
    const spans = await tenant.database.query<{ seq: number }>(
      sql`select seq from spans where user_id = 'marks' order by seq`,
    )
    expect(spans.map(({ seq }) => seq)).toEqual([1, 2, 9, 10])
    const reasons = await tenant.database.query(
      sql`select user_id as person, reason, started_at as "startedAt", ended_at as "endedAt" from private_times`,
    )
    expect(reasons).toEqual([{ person: 'marks', reason: 'personal', ...time }])
  })

  test('sending it again changes nothing, and what was taken out does not come back', async () => {
    await send(all)
    await rollUp()
    await send([...removed, ...after])
    await rollUp()
    const before = await sums()
    await send([...removed, ...after])
    const answer = await send(all)
    expect(answer.rejected).toEqual([])
    await rollUp()
    expect(await places('secret')).toEqual([])
    expect(await sums()).toEqual(before)
  })

  test('what was never sent leaves no gap', async () => {
    await send([...openly, ...removed])
    const answer = await send([...later, ...after])
    expect(answer).toMatchObject({ ackedThrough: 12, storedThrough: 12, rejected: [] })
    expect(await places('secret')).toEqual([])
  })

  test('they may come in one batch with other records', async () => {
    await send(all.slice(0, 8))
    await send([...all.slice(8), ...removed])
    await rollUp()
    expect(await places('secret')).toEqual([])
    const corrected = await sums()
    await tenant.database.transaction((queries) => rebuildRollups(queries, 'UTC'))
    expect(corrected).toEqual(await sums())
  })
})
