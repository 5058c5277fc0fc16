import { createHmac, randomBytes } from 'node:crypto'
import type { Login } from './connections.ts'
import { DatabaseFailure, readValue, type Database, type Queries } from './database.ts'
import { locks } from './locks.ts'
import { sql, statement } from './sql.ts'

/** A tenant's id: what its schema, role, host name and path prefix are made of. */
export const tenantIdPattern = /^[a-z][a-z0-9-]{0,39}$/

/** A schema of the installation itself: the tenants it knows, and what their roles are made of. No tenant can read it. */
const registry = [
  'create schema if not exists touchledger_registry',
  // database_id: roles belong to a whole server, so their names say which database they are of. role_secret: their passwords follow from it.
  `create table if not exists touchledger_registry.installation (
    singleton boolean primary key default true check (singleton), database_id text not null, role_secret text not null)`,
  `create table if not exists touchledger_registry.organizations (organization text primary key, created_at timestamptz not null default now())`,
  `create table if not exists touchledger_registry.tenants (
    tenant_id text primary key, organization text not null references touchledger_registry.organizations,
    schema_name text not null unique, role_name text not null unique, created_at timestamptz not null default now())`,
]

/**
 * Creates what is missing of a tenant's row in the registry, schema, role and grants. A restored dump has no roles.
 * @param owner the login of DATABASE_URL
 * @param tenantId checked by {@link tenantIdPattern}
 * @throws when the login may not create roles or schemas
 */
export async function prepareTenant(owner: Database, tenantId: string, organization = 'main'): Promise<Login> {
  try {
    return await owner.transaction(async (queries) => {
      // Endpoints that start together set up tenants one after the other.
      await queries.query(sql`select pg_advisory_xact_lock(${locks.registry})`)
      for (const text of registry) await queries.query(statement(text))
      const login = await registered(queries, tenantId, organization)
      await makeRole(queries, login)
      await makeSchema(queries, login)
      return login
    })
  } catch (error) {
    if (error instanceof DatabaseFailure && error.sqlState === '42501') {
      throw new Error(
        'The login of DATABASE_URL may not create roles or schemas. It needs CREATEROLE and, on the database, CREATE: ' +
          'each tenant gets a schema and a login role of its own.',
        { cause: error },
      )
    }
    throw error
  }
}

/** The tenants of a database, by their ids; none where no endpoint has used it. */
export async function knownTenants(
  owner: Queries,
): Promise<readonly { readonly tenantId: string; readonly schemaName: string }[]> {
  const isUsed = await readValue<boolean>(owner, sql`select to_regclass('touchledger_registry.tenants') is not null`)
  if (isUsed !== true) return []
  return owner.query(
    sql`select tenant_id as "tenantId", schema_name as "schemaName" from touchledger_registry.tenants order by tenant_id`,
  )
}

async function registered(queries: Queries, tenantId: string, organization: string): Promise<Login> {
  const [installation] = await queries.query<{ databaseId: string; roleSecret: string }>(
    sql`insert into touchledger_registry.installation (database_id, role_secret)
      values (${randomBytes(4).toString('hex')}, ${randomBytes(32).toString('base64')})
      on conflict (singleton) do update set singleton = true
      returning database_id as "databaseId", role_secret as "roleSecret"`,
  )
  if (!installation) throw new Error('the installation has no row')
  const word = tenantId.replaceAll('-', '_')
  await queries.query(
    sql`insert into touchledger_registry.organizations (organization) values (${organization}) on conflict do nothing`,
  )
  const [row] = await queries.query<{ schema: string; role: string }>(
    sql`insert into touchledger_registry.tenants as known (tenant_id, organization, schema_name, role_name)
      values (${tenantId}, ${organization}, ${`tenant_${word}`}, ${`tl_${installation.databaseId}_${word}`})
      on conflict (tenant_id) do update set tenant_id = known.tenant_id
      returning schema_name as schema, role_name as role`,
  )
  if (!row) throw new Error('the tenant has no row in the registry')
  const password = createHmac('sha256', installation.roleSecret).update(row.role).digest('base64url')
  return { ...row, password }
}

async function makeRole(queries: Queries, { role, password }: Login): Promise<void> {
  const [known] = await queries.query(sql`select 1 from pg_roles where rolname = ${role}`)
  if (!known) {
    await queries.query(
      statement(
        `create role ${role} login password '${password}' nosuperuser nocreatedb nocreaterole noreplication noinherit`,
      ),
    )
  }
  // To give a role a schema, and to hand it tables, one has to be a member of it.
  const [membership] = await queries.query<{ member: boolean; database: string }>(
    sql`select pg_has_role(current_user, ${role}, 'member') as member, quote_ident(current_database()) as database`,
  )
  if (membership?.member === false) await queries.query(statement(`grant ${role} to current_user`))
  await queries.query(statement(`grant connect on database ${membership?.database ?? ''} to ${role}`))
}

/**
 * The tenant's role owns what is in its schema, but for the audit log, and not the schema itself: whoever owns a schema can drop any table in it.
 */
async function makeSchema(queries: Queries, { role, schema }: Login): Promise<void> {
  await queries.query(statement(`create schema if not exists ${schema}`))
  await queries.query(statement(`grant usage, create on schema ${schema} to ${role}`))
  // Indexes follow their tables, and identity sequences their columns.
  const strangers = await queries.query<{ name: string }>(
    sql`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${schema} and c.relkind in ('r', 'p', 'v', 'm') and c.relowner <> ${role}::regrole
        and c.relname <> ${AUDIT_LOG}`,
  )
  for (const { name } of strangers) await queries.query(statement(`alter table ${name} owner to ${role}`))
}

const AUDIT_LOG = 'audit_entries'

/** The id of the tenant whose tables a session sees; null where no endpoint has started it. */
export const idOfTenant = (queries: Queries): Promise<string | null> =>
  readValue<string>(queries, sql`select tenant_id from tenant`)

/** The schemas of the tenants that an installation knows, by name. */
export async function schemasOfTenants(owner: Queries): Promise<string[]> {
  const rows = await owner.query<{ schema: string }>(
    sql`select schema_name as schema from touchledger_registry.tenants order by tenant_id`,
  )
  return rows.map(({ schema }) => schema)
}

/**
 * Leaves a tenant's role the rights to read its audit log and to add to it, and no others: the login of DATABASE_URL owns it.
 * @param owner the login of DATABASE_URL, after the tenant's schema was migrated
 */
export async function sealAuditLog(owner: Database, { role, schema }: Login): Promise<void> {
  await owner.transaction(async (queries) => {
    // Endpoints that start together take turns.
    await queries.query(sql`select pg_advisory_xact_lock(${locks.registry})`)
    const log = `${schema}.${AUDIT_LOG}`
    await queries.query(statement(`alter table ${log} owner to current_user`))
    await queries.query(statement(`alter function ${schema}.${AUDIT_LOG}_stay() owner to current_user`))
    await queries.query(statement(`revoke all on ${log} from ${role}`))
    await queries.query(statement(`grant select, insert on ${log} to ${role}`))
  })
}
