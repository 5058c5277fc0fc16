import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/server/database/database.ts'
import { migrate } from '../../src/server/database/migrate.ts'
import { factsByMonth } from '../../src/server/database/schema/facts.ts'
import { migrations, tables } from '../../src/server/database/schema/index.ts'
import { sql } from '../../src/server/database/sql.ts'
import { columnName, sqlType, typeOf, type Table } from '../../src/server/database/table.ts'
import { stores } from './support/store-names.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

describe.each(stores)('the schema of a tenant in the %s store', (store) => {
  let tenant: TestTenant
  let database: Database
  beforeAll(async () => {
    tenant = await freshTenant(store)
    ;({ database } = tenant)
  })
  afterAll(() => tenant.close())

  test('the initial migration runs once, also when two endpoints start together', async () => {
    const applied = sql`select id, name from schema_migrations order by id`
    await Promise.all([migrate(database), migrate(database)])
    expect(await database.query(applied)).toEqual([{ id: 1, name: 'initial' }])
  })

  test('a database of a newer endpoint is left alone', async () => {
    await expect(migrate(database, [])).rejects.toThrow('Use the newer endpoint')
  })

  test('data whose tables were made otherwise is refused, with what to do', async () => {
    const [first] = migrations
    if (!first) throw new Error('there are no migrations')
    const changed = { ...first, statements: [...first.statements, 'select 1'] }
    await expect(migrate(database, [changed])).rejects.toThrow('Start with an empty data folder')
    await migrate(database)
  })

  test('a step that fails changes nothing', async () => {
    const failing = {
      id: migrations.length + 1,
      name: 'failing',
      statements: ['create table half (id int primary key)', 'select nothing_there'],
    }
    await expect(migrate(database, [...migrations, failing])).rejects.toThrow('nothing_there')
    expect(await database.query(sql`select 1 from pg_tables where tablename = 'half'`)).toEqual([])
    expect(await database.query(sql`select id from schema_migrations where id > 1`)).toEqual([])
  })

  test('has the tables that are declared, with their columns, keys and indexes, and no others', async () => {
    const columns = await database.query<{ table: string; column: string; type: string; nullable: boolean }>(
      sql`select c.table_name as "table", c.column_name as "column", format_type(a.atttypid, a.atttypmod) as type,
          c.is_nullable = 'YES' as nullable
        from information_schema.columns c
        join pg_attribute a on a.attrelid = quote_ident(c.table_name)::regclass and a.attname = c.column_name
        where c.table_schema = current_schema() order by c.table_name, c.ordinal_position`,
    )
    const described = (name: string) =>
      columns
        .filter(({ table }) => table === name)
        .map(({ column, type, nullable }) => `${column} ${type}${nullable ? '' : ' not null'}`)
    const isPartition = (name: string) => /_\d{4}_\d{2}$/.test(name)
    expect(new Set(columns.map(({ table }) => table).filter((name) => !isPartition(name)))).toEqual(
      new Set([...tables.map(({ name }) => name), 'schema_migrations']),
    )
    for (const table of tables) {
      expect(described(table.name).toSorted(), table.name).toEqual(declaredColumns(table).toSorted())
    }

    const indexes = await database.query<{ table: string; name: string; primary: boolean; columns: string[] }>(
      sql`select t.relname as "table", c.relname as name, i.indisprimary as primary,
          array(select a.attname::text from unnest(i.indkey::int[]) with ordinality k(column_no, place)
            join pg_attribute a on a.attrelid = t.oid and a.attnum = k.column_no where k.place <= i.indnkeyatts order by k.place) as columns
        from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
        where t.relnamespace = current_schema()::regnamespace and not t.relispartition`,
    )
    for (const table of tables) {
      const own = indexes.filter((index) => index.table === table.name)
      expect(own.find(({ primary }) => primary)?.columns, table.name).toEqual(table.primaryKey.map(columnName))
      expect(
        own
          .filter(({ primary }) => !primary)
          .map(({ name }) => name)
          .sort(),
        table.name,
      ).toEqual(Object.keys(table.indexes).sort())
    }
  })

  test('facts that are kept by month are partitioned by their start, and only those', async () => {
    const partitioned = await database.query<{ name: string; key: string }>(
      sql`select c.relname as name, pg_get_partkeydef(c.oid) as key from pg_class c
        where c.relkind = 'p' and c.relnamespace = current_schema()::regnamespace order by 1`,
    )
    expect(partitioned).toEqual(
      factsByMonth.map(({ name }) => ({ name, key: 'RANGE (started_at)' })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    )
    expect(tables.filter(({ byMonth }) => byMonth)).toEqual([...factsByMonth])
  })

  test('a period’s rows are found through an index, however many there are', async () => {
    const plan = await database.query<{ 'QUERY PLAN': string }>(
      sql`explain select 1 from activity_15min where bucket >= 1 and bucket < 2`,
    )
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/activity_15min_(pkey|user)/)
  })

  test('a question about a month reads that month only', async () => {
    await tenant.months.ensure([Date.UTC(2026, 9, 1), Date.UTC(2026, 10, 1), Date.UTC(2026, 11, 1)])
    const plan = await database.query<{ 'QUERY PLAN': string }>(
      sql`explain select 1 from spans where started_at >= ${Date.UTC(2026, 10, 5)}::bigint and started_at < ${Date.UTC(2026, 10, 6)}::bigint`,
    )
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toContain('spans_2026_11')
    expect(text).not.toMatch(/spans_2026_(10|12)/)
  })
})

const names: Readonly<Record<string, string>> = { int: 'integer' }

function declaredColumns({ columns }: Table): string[] {
  return Object.entries(columns).map(([column, declared]) => {
    const [base = '', array = ''] = sqlType(typeOf(declared)).split('[')
    const type = `${names[base] ?? base}${array === '' ? '' : '[]'}`
    return `${columnName(column)} ${type}${typeOf(declared).endsWith('?') ? '' : ' not null'}`
  })
}
