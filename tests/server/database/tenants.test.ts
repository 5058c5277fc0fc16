import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../src/server/database/database.ts'
import { openPostgresTenants, type TenantDatabases } from '../../../src/server/database/open-tenants.ts'
import { sql, statement } from '../../../src/server/database/sql.ts'
import { freshDatabase, type PostgresDatabase } from '../../setup/postgres.ts'

let server: PostgresDatabase
let tenants: TenantDatabases
let north: Database
let south: Database

beforeAll(async () => {
  server = await freshDatabase()
  tenants = await openPostgresTenants(server.url, ['north', 'south'])
  north = tenants.databases[0]!
  south = tenants.databases[1]!
  await north.query(sql`insert into users (user_id, name, sample, created_at) values ('u1', 'N. Rivera', false, 1)`)
})
afterAll(async () => {
  await tenants.close()
  await server.drop()
})

const usersOf = (database: Database) => database.query(sql`select name from users`)

/** Runs statements as the login of DATABASE_URL. */
async function asOwner<Row extends object>(text: string): Promise<Row[]> {
  const client = new Client({ connectionString: server.url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

describe('the wall between tenants', () => {
  test('each tenant sees its own schema only', async () => {
    expect(await usersOf(north)).toEqual([{ name: 'N. Rivera' }])
    expect(await usersOf(south)).toEqual([])
  })

  test.each([
    ['reset role', 'select name from tenant_north.users'],
    ['set role none', 'select name from tenant_north.users'],
    ['set search_path to tenant_north', 'select name from users'],
    ['select 1', 'select name from tenant_north.users'],
    ['select 1', 'insert into tenant_north.users values (1)'],
    ['select 1', 'drop schema tenant_north cascade'],
    ['select 1', 'select * from touchledger_registry.installation'],
    ['select 1', 'select * from touchledger_registry.tenants'],
    ['select 1', 'create schema elsewhere'],
    ['select 1', 'create table public.elsewhere (a int)'],
    ['select 1', 'create role someone'],
  ])('%s; %s is refused', async (first, second) => {
    await expect(
      south.transaction(async (queries) => {
        await queries.query(statement(first))
        return queries.query(statement(second))
      }),
    ).rejects.toThrow(/permission denied|does not exist|must be owner/)
  })

  test('a session cannot become another role', async () => {
    const [north_role] = await north.query<{ role: string }>(sql`select current_user as role`)
    const owner = new URL(server.url).username
    for (const role of [north_role?.role, owner, 'pg_read_all_data']) {
      for (const text of [`set role ${role}`, `set session authorization ${role}`]) {
        await expect(south.query(statement(text)), text).rejects.toThrow('permission denied')
      }
    }
    expect(await south.query(sql`select session_user = current_user as same`)).toEqual([{ same: true }])
  })

  test('what one session sets does not reach the next tenant’s', async () => {
    await south.query(sql`set search_path to tenant_north`).catch(() => {})
    await south.query(sql`reset search_path`)
    expect(await usersOf(south)).toEqual([])
    expect(await usersOf(north)).toHaveLength(1)
  })
})

test('a start makes roles and owners that are missing, as after a dump was restored', async () => {
  const other = await freshDatabase()
  const first = await openPostgresTenants(other.url, ['east'])
  const [login] = await first.databases[0]!.query<{ role: string }>(sql`select current_user as role`)
  const role = login?.role ?? ''
  await first.databases[0]!.query(
    sql`insert into users (user_id, name, sample, created_at) values ('u1', 'E. Hale', false, 1)`,
  )
  await first.close()
  const client = new Client({ connectionString: other.url })
  await client.connect()
  // What pg_restore --no-owner leaves: everything belongs to who restored, and the role is not there.
  await client.query(`reassign owned by ${role} to current_user`)
  await client.query(`drop owned by ${role}`)
  await client.query(`drop role ${role}`)
  await client.end()

  const again = await openPostgresTenants(other.url, ['east'])
  expect(await usersOf(again.databases[0]!)).toEqual([{ name: 'E. Hale' }])
  expect(await again.databases[0]!.query(sql`select current_user as role`)).toEqual([{ role }])
  await again.databases[0]!.query(sql`alter table users add column later int`)
  await again.close()
  await other.drop()
})

test('role names carry a random id of the database, so that two databases of one server do not share roles', async () => {
  const other = await freshDatabase()
  const opened = await openPostgresTenants(other.url, ['north'])
  const [here] = await north.query<{ role: string }>(sql`select current_user as role`)
  const [there] = await opened.databases[0]!.query<{ role: string }>(sql`select current_user as role`)
  expect(here?.role).toMatch(/^tl_[0-9a-f]{8}_north$/)
  expect(there?.role).toMatch(/^tl_[0-9a-f]{8}_north$/)
  expect(here?.role).not.toBe(there?.role)
  await opened.close()
  await other.drop()
})

test('a login that may not create roles is told what it needs', async () => {
  await asOwner(`create role plain_login login password 'plain'`)
  const url = new URL(server.url)
  url.username = 'plain_login'
  url.password = 'plain'
  try {
    await expect(openPostgresTenants(url.href, ['west'])).rejects.toThrow('needs CREATEROLE')
  } finally {
    await asOwner('drop role plain_login')
  }
})

test('connections of all tenants together stay under their bound, whatever is asked at once', async () => {
  const open = `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'touchledger'`
  const asked = Promise.all(
    Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? north : south).query(sql`select pg_sleep(0.02)`)),
  )
  const [during] = await asOwner<{ n: number }>(open)
  await asked
  expect(during?.n).toBeLessThanOrEqual(16)
})

test('no table, index or statement of a tenant names a tenant', async () => {
  const columns = await north.query(
    sql`select table_name, column_name from information_schema.columns
      where table_schema = current_schema() and column_name ~ 'tenant' and table_name <> 'tenant'`,
  )
  expect(columns).toEqual([])
})
