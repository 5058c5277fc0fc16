import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import { createScope, everything } from '../../src/server/identity/scope.ts'
import { createRuleUseSource } from '../../src/server/reports/rule-use.ts'
import { awayRecord, spanRecord } from './support/records.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Noon of 20 November in New York; the days are those from the 6th to the 19th. */
const NOW = Date.UTC(2026, 10, 20, 17)
const TODAY = Date.UTC(2026, 10, 20, 5)
const FIRST = Date.UTC(2026, 10, 6, 5)

let tenant: TestTenant
beforeAll(async () => {
  tenant = await freshTenant('embedded')
  await tenant.database.query(sql`update tenant set zone = 'America/New_York'`)
  await tenant.addUser('Ana', 'North')
  await tenant.addUser('Ben', 'South')
  const named = (seq: number, startedAt: number, minutes: number, ruleId: string) =>
    spanRecord({ seq, startedAt, endedAt: startedAt + minutes * MINUTE, ruleId })
  const nothing = { activity: 'unclassified', rating: 'support', system: null, systemKind: null, payer: null } as const
  const noon = FIRST + 12 * HOUR
  await tenant.send('Ana device', [
    named(1, noon, 10, 'claims'),
    named(2, noon + HOUR, 5, 'claims'),
    spanRecord({ ...nothing, seq: 3, startedAt: noon + 2 * HOUR, endedAt: noon + 2 * HOUR + 4 * MINUTE, ruleId: null }),
    awayRecord({
      ...{ seq: 4, presence: 'active', activity: 'private', rating: 'private' },
      ...{ startedAt: noon + 3 * HOUR, endedAt: noon + 3 * HOUR + 3 * MINUTE },
    }),
    spanRecord({
      ...{ seq: 5, presence: 'idle', ruleId: 'reader' },
      ...{ startedAt: noon + 4 * HOUR, endedAt: noon + 4 * HOUR + MINUTE },
    }),
    awayRecord({ seq: 6, startedAt: noon + 5 * HOUR, endedAt: noon + 5 * HOUR + MINUTE }),
    // The evening before the first day, and today.
    named(7, FIRST - 15 * MINUTE, 15, 'too-old'),
    named(8, TODAY, 15, 'too-new'),
  ])
  await tenant.send('Ben device', [named(1, noon, 1, 'claims'), named(2, noon + HOUR, 2, 'portal')])
})
afterAll(() => tenant.close())

test('time by rule, without a rule and private, of the last 14 whole days in the tenant’s zone', async () => {
  const read = createRuleUseSource(() => NOW)
  expect(await read(everything(tenant.database))).toEqual({
    from: FIRST,
    to: TODAY,
    totalMs: 25 * MINUTE,
    unnamedMs: 4 * MINUTE,
    privateMs: 3 * MINUTE,
    rules: [
      { ruleId: 'claims', activeMs: 16 * MINUTE, people: 2 },
      { ruleId: 'portal', activeMs: 2 * MINUTE, people: 1 },
      { ruleId: 'reader', activeMs: 0, people: 1 },
    ],
  })
})

test('whoever sees a team sees the sums of that team', async () => {
  const read = createRuleUseSource(() => NOW)
  const { totalMs, unnamedMs, rules } = await read(createScope(tenant.database, { teams: ['South'], userId: null }))
  expect({ totalMs, unnamedMs, rules }).toEqual({
    totalMs: 3 * MINUTE,
    unnamedMs: 0,
    rules: [
      { ruleId: 'portal', activeMs: 2 * MINUTE, people: 1 },
      { ruleId: 'claims', activeMs: MINUTE, people: 1 },
    ],
  })
})
