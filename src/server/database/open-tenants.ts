import { openConnections } from './connections.ts'
import type { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { openPglite, type EmbeddedDatabase } from './pglite.ts'
import { clientConfig, openPostgres } from './postgres.ts'
import { prepareTenant } from './registry.ts'
import { sql } from './sql.ts'

/** Connections of all tenants together. */
const MOST_CONNECTIONS = 40
const MOST_CONNECTIONS_OF_A_TENANT = 8
const IDLE_CONNECTION_MS = 10_000

/** The databases of the tenants that a process serves. */
export interface TenantDatabases {
  /** In the order of the ids. */
  readonly databases: readonly Database[]
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
      const database = openPostgres(connections, await prepareTenant(owner, tenantId))
      await migrate(database)
      databases.push(database)
    }
    return { databases, close: () => connections.close() }
  } catch (error) {
    await connections.close()
    throw error
  } finally {
    await ownerConnections.close()
  }
}

/** The embedded store, which is one tenant. */
export interface EmbeddedTenant extends TenantDatabases, EmbeddedDatabase {}

/** Opens the embedded store for one tenant, whose session owns all of it. @param folder its files, or `memory://` */
export async function openEmbeddedTenant(folder: string): Promise<EmbeddedTenant> {
  const database = await openPglite(folder)
  try {
    await database.query(sql`create schema if not exists tenant`)
    await database.query(sql`set search_path to tenant`)
    await migrate(database)
    return { ...database, databases: [database] }
  } catch (error) {
    await database.close()
    throw error
  }
}
