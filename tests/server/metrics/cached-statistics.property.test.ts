import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { metricCatalog } from '../../../src/shared/metrics/index.ts'
import { countTouches } from '../../../src/server/claim-activity/count-touches.ts'
import { refreshTouchFacts } from '../../../src/server/claim-activity/touch-facts.ts'
import { bulkInsert } from '../../../src/server/database/bulk-insert.ts'
import { denials as denialTable } from '../../../src/server/database/schema/denials.ts'
import { touches as touchTable } from '../../../src/server/database/schema/facts.ts'
import { name, sql } from '../../../src/server/database/sql.ts'
import { readDeadlines } from '../../../src/server/deadlines/deadline-terms.ts'
import { refreshDueStatus } from '../../../src/server/deadlines/refresh-due-status.ts'
import { readForecast } from '../../../src/server/forecast/recovery-forecast.ts'
import { markDirty } from '../../../src/server/jobs/dirty-claims.ts'
import { loadTerms } from '../../../src/server/metrics/metric-question.ts'
import { queryMetrics } from '../../../src/server/metrics/query-metrics.ts'
import { readWorklist } from '../../../src/server/worklist/read-worklist.ts'
import { summarizeWorklist } from '../../../src/server/worklist/summarize.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/shared/time.ts'
import { runsOn, storesOfPlainSql } from '../support/stores.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'
import { importRow } from '../support/import-row.ts'

// The cached statistics of denials and touches, and claim_activity, are a second way to numbers that touches give. Both must agree, for the past as
// well, whatever was recorded when.

const START = Date.UTC(2026, 9, 5, 5)
const DAYS = 40
const NOW = START + DAYS * DAY_MS
/** When the worklist is read: as the due status was evaluated, when some of it has become due, and before. */
const looks = [NOW, NOW + 5 * HOUR_MS, NOW + 3 * DAY_MS, NOW - 2 * DAY_MS]
const claimTokens = ['a', 'b', 'c'].map((letter) => letter.repeat(64))
const people = ['Ana', 'Ben', 'Cleo']

const instant = fc.integer({ min: 0, max: DAYS * 4 - 1 }).map((quarter) => START + quarter * 6 * HOUR_MS)
const world = fc.record({
  denials: fc.array(
    fc.record({
      token: fc.constantFrom(...claimTokens),
      received: instant,
      openDays: fc.option(fc.integer({ min: 0, max: 30 })),
      category: fc.constantFrom('coding', 'duplicate'),
      owner: fc.option(fc.constantFrom(...people)),
      recovered: fc.option(fc.integer({ min: 0, max: 900_00 })),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  touches: fc.array(
    fc.record({
      token: fc.constantFrom(...claimTokens),
      person: fc.constantFrom(...people),
      at: instant,
      minutes: fc.integer({ min: 0, max: 500 }),
    }),
    { maxLength: 25 },
  ),
  // One period of the past, and one that runs.
  past: fc.integer({ min: 1, max: DAYS - 8 }),
})
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never

describe.each(storesOfPlainSql)('cached statistics on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => {
    tenant = await freshTenant(store)
    const { database, months } = tenant
    await database.query(importRow('a file'))
    for (const person of people) {
      await tenant.addUser(person, person === 'Ana' ? 'North' : 'South')
      await database.query(
        sql`insert into journals (device_id, generation, max_seq, contiguous_seq, durable_seq, pending_seq, pending_at)
          values (${`${person} device`}, 'e', 0, 0, 0, 0, 0)`,
      )
    }
    await months.ensure([START, NOW, NOW + 7 * DAY_MS])
  })
  afterAll(() => tenant.close())

  test('give what the touches give', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        await fill(tenant, made)
        const cached = await answers(tenant, made)
        await markDirty(tenant.database, claimTokens)
        expect(cached).toEqual(await answers(tenant, made))
      }),
      // Shrinking would take longer than the test may.
      { numRuns: runsOn(store, 10, 60), endOnFailure: true },
    )
  })
})

async function fill({ database }: TestTenant, { denials, touches }: World): Promise<void> {
  for (const table of ['denials', 'touches', 'claim_activity', 'dirty_claims']) {
    await database.query(sql`delete from ${name(table)}`)
  }
  const rows = denials.map(({ token: claimToken, received, openDays, category, owner, recovered }, index) => {
    const resolvedAt = openDays === null ? null : received + openDays * DAY_MS
    return {
      ...{ denialNo: index + 1, claimToken, category, received, owner, resolvedAt },
      state: resolvedAt === null ? 'in_progress' : 'recovered',
      followUpDue: received + 7 * DAY_MS,
      ownerSince: owner === null ? null : received,
      stateSince: received,
      recoveredCents: resolvedAt === null ? null : recovered,
    }
  })
  const columns = [
    ...(['denialNo', 'claimToken', 'category', 'received', 'owner', 'resolvedAt', 'state'] as const),
    ...(['followUpDue', 'ownerSince', 'stateSince', 'recoveredCents'] as const),
  ] as const
  const every = {
    ...{ importNo: 1, payer: 'Aetna', claimRef: 'C', payerClaimRef: 'I', kind: 'full', groupCode: 'CO' },
    ...{ carcs: ['16'], rarcs: [], billedCents: 900_00, paidCents: 0, deniedCents: 900_00 },
    ...{ balanced: true, lastEvent: 1 },
  }
  await database.query(bulkInsert(denialTable, columns, rows, every))
  const journals = await database.query<{ journal: number; person: string }>(
    sql`select j.journal, d.user_id as person from journals j join devices d on d.device_id = j.device_id`,
  )
  const stored = touches.map(({ token: claimToken, person, at, minutes }, index) => ({
    ...{ journal: journals.find((one) => one.person === person)?.journal ?? 0, touchId: `t${index}`, seq: index + 1 },
    ...{ userId: person, claimToken, startedAt: at, endedAt: at + minutes * MINUTE_MS, activeMs: minutes * MINUTE_MS },
  }))
  if (stored.length > 0) {
    await database.query(
      bulkInsert(
        touchTable,
        ['journal', 'touchId', 'seq', 'userId', 'claimToken', 'startedAt', 'endedAt', 'activeMs'],
        stored,
        { revision: 1, spanCount: 1 },
      ),
    )
  }
  await database.query(
    sql`insert into claim_activity (claim_token, user_id, first_touch_at, last_touch_at, touches, active_ms)
     select claim_token, user_id, min(started_at), max(ended_at), count(*), sum(active_ms)::bigint
     from touches group by claim_token, user_id`,
  )
  await countTouches(database, claimTokens)
  await refreshTouchFacts(database, claimTokens)
  await refreshDueStatus(database, NOW)
}

async function answers({ database, scope }: TestTenant, { past }: World): Promise<Readonly<Record<string, unknown>>> {
  const periods = [
    { from: START + past * DAY_MS, to: START + (past + 7) * DAY_MS },
    { from: NOW - 7 * DAY_MS, to: NOW + DAY_MS },
  ]
  const found: Record<string, unknown> = {}
  const terms = await loadTerms(scope, { zone: 'UTC', now: NOW })
  const filters = { userId: null, team: null, payer: null }
  for (const { id, dimensions: known } of metricCatalog) {
    const dimensions = ['category', 'team'].filter((dimension) => known.some((one) => one === dimension))
    const question = { metrics: [id], periods, dimensions, filters, denialFilters: {}, shift: undefined }
    found[id] = await queryMetrics(scope, question, terms)
  }
  for (const at of looks) {
    const deadlines = await readDeadlines(database, at)
    const basis = { deadlines, forecast: await readForecast(scope, at) }
    found[`worklist ${at}`] = (await readWorklist(scope, basis, {}, { limit: 50, cursor: undefined })).rows
    found[`worklist of a team ${at}`] = await summarizeWorklist(scope, deadlines, { team: 'North' })
  }
  return found
}
