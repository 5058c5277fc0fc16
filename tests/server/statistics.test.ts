import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import { processDirtyClaims } from '../../src/server/claim-activity/process-dirty-claims.ts'
import { createForecastSource } from '../../src/server/forecast/recovery-forecast.ts'
import { analyzeFacts, analyzeGrownTable, analyzeGrownTables } from '../../src/server/jobs/analyze-tables.ts'
import { spanRecord } from './support/records.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

let tenant: TestTenant
beforeAll(async () => (tenant = await freshTenant('embedded')))
afterAll(() => tenant.close())

const known = async (table: string) =>
  (await tenant.database.query(sql`select attname from pg_stats where tablename = ${table}`)).length

test('of a table that has grown the planner is told, once', async () => {
  const { database } = tenant
  await analyzeGrownTables(database)
  expect(await known('claims')).toBe(0)
  const grow = (from: number, to: number) =>
    database.query(
      sql`insert into claims (payer, claim_token, first_received, first_outcome, billed_cents, first_paid_cents, import_no)
        select 'Payer ' || n % 7, sha256(n::text::bytea), n, 'paid', n, n, 1 from generate_series(${from}::int, ${to}::int) n`,
    )
  await grow(1, 5000)
  expect(await analyzeGrownTable(database)).toBe('claims')
  expect(await known('claims')).toBeGreaterThan(5)
  expect(await analyzeGrownTable(database)).toBeNull()
  await grow(5001, 5010)
  expect(await analyzeGrownTable(database)).toBeNull()
  await grow(5011, 10_000)
  expect(await analyzeGrownTable(database)).toBe('claims')
})

describe('statistics of facts', () => {
  const at = Date.UTC(2026, 10, 20)
  beforeAll(async () => {
    await tenant.addUser('ana')
    for (let batch = 0; batch < 4; batch += 1) {
      const spans = Array.from({ length: 500 }, (_, index) => {
        const seq = batch * 500 + index + 1
        return spanRecord({ seq, startedAt: at + seq * 1000, endedAt: at + seq * 1000 + 1 })
      })
      await tenant.send('ana device', spans)
    }
  })

  test('follow the month that grows, and the table of all months with it', async () => {
    expect(await known('spans')).toBe(0)
    const analyzed = []
    for (let table = await analyzeGrownTable(tenant.database); table !== null;) {
      analyzed.push(table)
      table = await analyzeGrownTable(tenant.database)
    }
    expect(analyzed).toContain('spans_2026_11')
    expect([await known('spans_2026_11'), await known('spans')].every((columns) => columns > 5)).toBe(true)
  })

  test('are made of all tables by month at once', async () => {
    await tenant.database.query(sql`delete from pg_statistic where starelid = ${'spans'}::text::regclass`)
    expect(await known('spans')).toBe(0)
    await analyzeFacts(tenant.database)
    expect(await known('spans')).toBeGreaterThan(5)
  })
})

test('processing the claims of a first import tells the planner of a PostgreSQL, which would wait for autovacuum', async () => {
  const postgres = await freshTenant('postgres')
  try {
    await postgres.addUser('ana')
    const claims = Array.from({ length: 4000 }, (_, index) => index)
    await postgres.database.query(
      sql`insert into claims (payer, claim_token, first_received, first_outcome, billed_cents, first_paid_cents, import_no)
        select 'Payer ' || n % 7, sha256(n::text::bytea), n, 'paid', n, n, 1 from unnest(${claims}::int[]) n`,
    )
    await postgres.database.query(
      sql`insert into dirty_claims (claim_tokens) select array_agg(claim_token) from claims where first_received < 5`,
    )
    await processDirtyClaims(postgres.database, createForecastSource(postgres.database, Date.now))
    const columns = await postgres.database.query(sql`select attname from pg_stats where tablename = 'claims'`)
    expect(columns.length).toBeGreaterThan(5)
  } finally {
    await postgres.close()
  }
})
