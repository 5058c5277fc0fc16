import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/server/database/migrate.ts'
import { migrations } from '../../src/server/database/migrations/index.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { freshEndpoint, stores } from './support/stores.ts'

const root = new URL('../../src/server/', import.meta.url).pathname

describe.each(stores)('the schema of the %s store', (store) => {
  let endpoint: Endpoint
  beforeAll(async () => (endpoint = await freshEndpoint(store)))
  afterAll(() => endpoint.close())

  test('every table has a primary key, and every key and index starts with tenant_id', async () => {
    const indexes = await endpoint.database.query<{ table: string; primary: boolean; first: string }>(
      `select c.relname as "table", i.indisprimary as "primary", a.attname as first
       from pg_index i
       join pg_class c on c.oid = i.indrelid
       join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
       join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
       where c.relname <> 'schema_migrations'`,
    )
    const tables = await endpoint.database.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'`,
    )
    expect(tables.length).toBeGreaterThan(10)
    expect(indexes.filter(({ first }) => first !== 'tenant_id')).toEqual([])
    const keyed = new Set(indexes.filter(({ primary }) => primary).map(({ table }) => table))
    expect(tables.filter(({ name }) => !keyed.has(name))).toEqual([])
  })

  test('migrations run once, and a database of a later endpoint is left alone', async () => {
    const applied = 'select id, name from schema_migrations order by id'
    const before = await endpoint.database.query(applied)
    await Promise.all([migrate(endpoint.database), migrate(endpoint.database)])
    expect(await endpoint.database.query(applied)).toEqual(before)
    await expect(migrate(endpoint.database, [])).rejects.toThrow('Use the newer endpoint')
    const failing = {
      id: migrations.length + 1,
      name: 'failing',
      statements: ['create table half (tenant_id text primary key)', 'select nothing_there'],
    }
    await expect(migrate(endpoint.database, [...migrations, failing])).rejects.toThrow('nothing_there')
    expect(await endpoint.database.query(`select 1 from pg_tables where tablename = 'half'`)).toEqual([])
  })

  test('a team’s rows are found through an index, however many there are', async () => {
    const plan = await endpoint.database.query<{ 'QUERY PLAN': string }>(
      `explain select 1 from activity_quarters where tenant_id = 'main' and quarter >= 1 and quarter < 2`,
    )
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/activity_quarters_(pkey|user)/)
  })
})

test('every condition in the endpoint’s SQL begins with the tenant', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const conditions = files.flatMap((name) => {
    const code = readFileSync(join(root, name), 'utf8')
      .replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')
      // What a partial index leaves out is no condition: its first column is the tenant all the same.
      .replaceAll(/create (unique )?index [^`]*/g, '')
    // `filter (where …)` chooses among the rows that a condition has already let through.
    return [...code.matchAll(/(?<!filter \()\bwhere\s+([\w.]+)/g)].map((match) => ({ name, column: match[1] ?? '' }))
  })
  expect(conditions.length).toBeGreaterThan(30)
  expect(conditions.filter(({ column }) => !/^(\w+\.)?tenant_id$/.test(column))).toEqual([])
})
