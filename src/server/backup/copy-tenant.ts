import { mkdtempSync, rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database, Queries } from '../database/database.ts'
import { createMonths, monthsOfFacts } from '../database/months.ts'
import { openPostgresTenants, readEmbeddedTenant } from '../database/open-tenants.ts'
import { idOfTenant } from '../database/registry.ts'
import { tables } from '../database/schema/index.ts'
import { join as list, literal, name, sql } from '../database/sql.ts'
import type { Table } from '../database/table.ts'
import { BackupFailed, checkCounts, countRows, type Manifest } from './manifest.ts'

/** Rows that are held at once. */
const ROWS = 2000

/**
 * Restores the backup of an embedded store into an empty PostgreSQL: its tenant with everything, keys, accounts and audit log included.
 * @param manifest of the backup, which stays as it is @param store its folder of files
 * @throws BackupFailed
 */
export async function restoreEmbeddedIntoPostgres(manifest: Manifest, store: string, url: string): Promise<void> {
  // A store that is opened is written to.
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-restore-'))
  try {
    await cp(store, join(folder, 'store'), { recursive: true })
    const source = await readEmbeddedTenant(join(folder, 'store'))
    try {
      const [from] = source.databases
      const tenantId = from ? await idOfTenant(from) : null
      if (!from || tenantId === null) {
        throw new BackupFailed('The backup is of an endpoint that was never started.')
      }
      const target = await openPostgresTenants(url, [tenantId])
      try {
        const [into] = target.databases
        if (!into) throw new BackupFailed('The tenant was not made.')
        await copyTenant(from, into)
        for (const { schemaName, counts } of manifest.tenants) {
          checkCounts(schemaName, counts, await countRows(into, null))
        }
      } finally {
        await target.close()
      }
    } finally {
      await source.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Copies every row of every table, all of them or none. @param into migrated, and empty */
export async function copyTenant(from: Database, into: Database): Promise<void> {
  // In transactions of their own.
  await createMonths(into).ensure((await monthsOfFacts(from)).map((month) => month.from))
  await from.transaction((source) =>
    into.transaction(async (target) => {
      for (const table of tables) await copyTable(table, source, target)
    }),
  )
}

async function copyTable(table: Table, source: Queries, target: Queries): Promise<void> {
  const columns = await target.query<{ column: string; identity: boolean }>(
    sql`select attname as column, attidentity <> '' as identity from pg_attribute
      where attrelid = ${table.name}::text::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
  )
  const names = list(columns.map(({ column }) => name(column)))
  // As JSON: both stores read what the other has written, whatever the type.
  await source.query(
    sql`declare copied no scroll cursor for select row_to_json(r)::text as row from (select ${names} from ${name(table.name)}) r`,
  )
  for (;;) {
    const rows = await source.query<{ row: string }>(sql`fetch ${literal(ROWS)} from copied`)
    if (rows.length === 0) break
    const json = `[${rows.map(({ row }) => row).join(',')}]`
    await target.query(
      sql`insert into ${name(table.name)} (${names}) overriding system value
        select ${names} from json_populate_recordset(null::${name(table.name)}, ${json}::json)`,
    )
  }
  await source.query(sql`close copied`)
  for (const { column } of columns.filter(({ identity }) => identity)) {
    await target.query(
      sql`select setval(pg_get_serial_sequence(${table.name}, ${column}), max(${name(column)})) from ${name(table.name)}`,
    )
  }
}
