import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../src/server/database/migrate.ts'
import type { Database } from '../../src/server/database/database.ts'
import { openPglite } from '../../src/server/database/pglite.ts'
import { analyzeGrownTable } from '../../src/server/jobs/analyze-tables.ts'

let database: Database
beforeAll(async () => {
  database = await openPglite('memory://')
  await migrate(database)
})
afterAll(() => database.close())

const known = async () =>
  (await database.query<{ column: string }>(`select attname as "column" from pg_stats where tablename = 'claims'`))
    .length

test('of a table that has grown the planner is told, once', async () => {
  while ((await analyzeGrownTable(database)) !== null);
  expect(await known()).toBe(0)
  const grow = (from: number, to: number) =>
    database.query(
      `insert into claims (tenant_id, payer, claim_token, first_received, first_outcome, billed_cents, first_paid_cents, import_no)
       select 'main', 'Payer ' || n % 7, n::text, n, 'paid', n, n, 1 from generate_series($1::int, $2::int) n`,
      [from, to],
    )
  await grow(1, 5000)
  expect(await analyzeGrownTable(database)).toBe('claims')
  expect(await known()).toBeGreaterThan(5)
  expect(await analyzeGrownTable(database)).toBeNull()
  await grow(5001, 5010)
  expect(await analyzeGrownTable(database)).toBeNull()
  await grow(5011, 10_000)
  expect(await analyzeGrownTable(database)).toBe('claims')
})
