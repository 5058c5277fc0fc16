import { openConnections, type Connections, type ConnectionUse } from './connections.ts'
import type { ClientConfig } from 'pg'
import type { Database, DatabaseFailure } from './database.ts'
import { migrate } from './migrate.ts'
import { openPglite, type EmbeddedDatabase } from './pglite.ts'
import { clientConfig, openPostgres } from './postgres.ts'
import { prepareTenant, schemasOfTenants, sealAuditLog } from './registry.ts'
import { sql } from './sql.ts'
import { isUnreachable } from './unreachable.ts'

/** Connections of all tenants together. */
const MOST_CONNECTIONS = 40
const MOST_CONNECTIONS_OF_A_TENANT = 8
const IDLE_CONNECTION_MS = 10_000

/** The databases of the tenants that a process serves. */
export interface TenantDatabases {
  /** In the order of the ids. */
  readonly databases: readonly Database[]
  /** Null: the store has no connections that are lent. */
  connectionUse(): ConnectionUse | null
  close(): Promise<void>
}

/**
 * Opens a PostgreSQL for some tenants: each in a schema of its own, as a login role of its own, migrated.
 * @param url of a login that may create roles and schemas; after the start it is not used any more.
 */
export async function openPostgresTenants(url: string, tenantIds: readonly string[]): Promise<TenantDatabases> {
  const config = clientConfig(url)
  const { user, password } = config
  const limits = { total: MOST_CONNECTIONS, perLogin: MOST_CONNECTIONS_OF_A_TENANT, idleMs: IDLE_CONNECTION_MS }
  const connections = openConnections(config, limits)
  const ownerConnections = openConnections(config, { total: 1, perLogin: 1, idleMs: IDLE_CONNECTION_MS })
  try {
    const owner = openPostgres(ownerConnections, {
      role: user ?? '',
      password: typeof password === 'string' ? password : '',
      schema: 'touchledger_registry',
    })
    const databases: Database[] = []
    for (const tenantId of tenantIds) {
      const login = await prepareTenant(owner, tenantId)
      const database = openPostgres(connections, login)
      await migrate(database)
      await sealAuditLog(owner, login)
      databases.push(database)
    }
    return { databases, connectionUse: () => connections.use(), close: () => connections.close() }
  } catch (error) {
    await connections.close()
    throw isUnreachable(error) ? unreachable(config, error) : error
  } finally {
    await ownerConnections.close()
  }
}

/** In words for whoever starts the endpoint, without the login. */
function unreachable({ host, port, database }: ClientConfig, cause: unknown): Error {
  const { sqlState } = cause as DatabaseFailure
  const why =
    sqlState === '3D000' ? `there is no database ${database}` : sqlState === 'unknown' ? 'no answer' : sqlState
  return new Error(
    `The database at ${host}:${port ?? 5432} cannot be reached (${why}). Check DATABASE_URL, and that PostgreSQL runs.`,
    { cause },
  )
}

/** The tenants that a PostgreSQL has, as they are, for reading: nothing is set up or migrated. @param url as above */
export async function readPostgresTenants(url: string): Promise<TenantDatabases> {
  const config = clientConfig(url)
  const { user = '', password } = config
  const opened: Connections[] = []
  // Connections of one login see one schema.
  const open = (schema: string) => {
    const connections = openConnections(config, { total: 1, perLogin: 1, idleMs: IDLE_CONNECTION_MS })
    opened.push(connections)
    return openPostgres(connections, { role: user, password: typeof password === 'string' ? password : '', schema })
  }
  const close = async () => {
    for (const connections of opened) await connections.close()
  }
  try {
    const schemas = await schemasOfTenants(open('touchledger_registry'))
    return { databases: schemas.map(open), connectionUse: () => null, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The embedded store's tenant, as it is, for reading. */
export async function readEmbeddedTenant(folder: string): Promise<TenantDatabases> {
  const database = await openPglite(folder)
  await database.query(sql`set search_path to tenant`)
  return { databases: [database], connectionUse: () => null, close: () => database.close() }
}

/** The folder of the embedded store in an endpoint's data directory. */
export const STORE_FOLDER = 'store'

export interface EmbeddedTenant extends TenantDatabases, EmbeddedDatabase {}

/** Opens the embedded store for one tenant, whose session owns all of it. @param folder its files, or `memory://` */
export async function openEmbeddedTenant(folder: string): Promise<EmbeddedTenant> {
  const database = await openPglite(folder)
  try {
    await database.query(sql`create schema if not exists tenant`)
    await database.query(sql`set search_path to tenant`)
    await migrate(database)
    return { ...database, databases: [database], connectionUse: () => null }
  } catch (error) {
    await database.close()
    throw error
  }
}
