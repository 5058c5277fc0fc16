import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Client } from 'pg'
import { openPostgresTenants } from '../database/open-tenants.ts'
import { knownTenants } from '../database/registry.ts'
import { clientConfig, queriesOf } from '../database/postgres.ts'
import { readValue, type Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { restoreEmbeddedIntoPostgres } from './copy-tenant.ts'
import { makeBackupFolder, STORE } from './embedded-backup.ts'
import { BackupFailed, checkCounts, countRows, readManifest, writeManifest, type Manifest } from './manifest.ts'

const DUMP = 'database.dump'

/**
 * Backs up all tenants of a PostgreSQL with `pg_dump`, at one state of it. An endpoint may run meanwhile.
 * @throws BackupFailed
 */
export async function backUpPostgres(url: string, backup: string): Promise<Manifest> {
  return withClient(url, async (queries) => {
    await queries.query(sql`begin isolation level repeatable read read only`)
    const tenants = await knownTenants(queries)
    if (tenants.length === 0) throw new BackupFailed('The database of DATABASE_URL has no tenants of an endpoint.')
    const snapshot = await readValue<string>(queries, sql`select pg_export_snapshot()`)
    makeBackupFolder(backup)
    await run('pg_dump', url, [
      ...['--format=custom', '--no-owner', '--no-privileges', `--snapshot=${snapshot ?? ''}`],
      ...['--file', join(backup, DUMP)],
    ])
    const counts: Manifest['tenants'] = []
    for (const { schemaName } of tenants) counts.push({ schemaName, counts: await countRows(queries, schemaName) })
    return writeManifest(backup, { store: 'postgres', tenants: counts })
  })
}

/**
 * Restores into an empty database: the backup of a PostgreSQL with `pg_restore`, that of an embedded store table by table; and makes the tenants' roles, owners and grants again, which a dump does not have.
 * @throws BackupFailed
 */
export async function restorePostgres(backup: string, url: string): Promise<Manifest> {
  const manifest = readManifest(backup)
  const dump = join(backup, DUMP)
  if (manifest.store === 'postgres' && !existsSync(dump)) throw new BackupFailed(`${backup} has no ${DUMP}.`)
  await withClient(url, async (queries) => {
    const tenants = await knownTenants(queries)
    if (tenants.length > 0) {
      throw new BackupFailed(
        'The database of DATABASE_URL has tenants already. Name an empty one: a restore overwrites nothing.',
      )
    }
  })
  if (manifest.store === 'embedded') {
    await restoreEmbeddedIntoPostgres(manifest, join(backup, STORE), url)
    return manifest
  }
  await run('pg_restore', url, ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction', dump])
  const ids = await withClient(url, knownTenants)
  const opened = await openPostgresTenants(
    url,
    ids.map(({ tenantId }) => tenantId),
  )
  try {
    for (const [index, { schemaName }] of ids.entries()) {
      const database = opened.databases[index]
      const before = manifest.tenants.find((tenant) => tenant.schemaName === schemaName)
      // As the tenant's own role, so that what it may read is checked with it.
      if (database && before) checkCounts(schemaName, before.counts, await countRows(database, null))
    }
  } finally {
    await opened.close()
  }
  if (ids.length !== manifest.tenants.length)
    throw new BackupFailed('The restore is not complete: tenants are missing.')
  return manifest
}

async function withClient<T>(url: string, work: (queries: Queries) => Promise<T>): Promise<T> {
  const client = new Client(clientConfig(url))
  await client.connect()
  try {
    return await work(queriesOf(client))
  } finally {
    await client.end()
  }
}

/** Runs a program of PostgreSQL. The password goes by the environment: every user of a machine sees arguments. */
async function run(program: string, url: string, args: readonly string[]): Promise<void> {
  const address = new URL(url)
  const password = decodeURIComponent(address.password)
  address.password = ''
  const env = { ...process.env, ...(password !== '' && { PGPASSWORD: password }) }
  const child = spawn(program, ['--dbname', address.href, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const failed = once(child, 'error').then(([error]: unknown[]) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new BackupFailed(
      isMissing
        ? `${program} is not installed: it comes with PostgreSQL's client programs.`
        : `${program} cannot be run.`,
      { cause: error },
    )
  })
  const ended = Promise.all([once(child, 'close'), text(child.stderr)])
  const [[code], said] = await Promise.race([ended, failed])
  if (code !== 0) throw new BackupFailed(`${program} failed: ${said.trim()}`)
}
