import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readValue, type Queries } from '../database/database.ts'
import { schemaFingerprint } from '../database/migrate.ts'
import { name, sql } from '../database/sql.ts'

/** What a person has to change; the message says what. */
export class BackupFailed extends Error {
  override readonly name = 'BackupFailed'
}

/** Tables whose rows are counted, so that a restore can be checked. */
const counted = ['users', 'devices', 'received', 'denials', 'imports', 'accounts', 'rule_sets', 'settings'] as const

const countsSchema = z.object(Object.fromEntries(counted.map((table) => [table, z.number().int()])))
/** Rows of the tables that say whether everything is there, by table. */
export type Counts = z.infer<typeof countsSchema>

const manifestSchema = z.object({
  format: z.literal(1),
  store: z.enum(['embedded', 'postgres']),
  /** ISO 8601, UTC. */
  madeAt: z.string(),
  /** Of the tables: a restore needs an endpoint that has the same. */
  schema: z.string(),
  tenants: z.array(z.object({ schemaName: z.string(), counts: countsSchema })),
})
/** What a backup is, in `backup.json` beside its data. */
export type Manifest = z.infer<typeof manifestSchema>

const fileOf = (backup: string): string => join(backup, 'backup.json')

/** Written last: a folder without it is no finished backup. */
export function writeManifest(backup: string, manifest: Omit<Manifest, 'format' | 'madeAt' | 'schema'>): Manifest {
  const whole: Manifest = { format: 1, madeAt: new Date().toISOString(), schema: schemaFingerprint(), ...manifest }
  writeFileSync(fileOf(backup), `${JSON.stringify(whole, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  return whole
}

/** @param store without it of any @throws BackupFailed where the folder is no backup of this store, or one of another version */
export function readManifest(backup: string, store?: Manifest['store']): Manifest {
  let text: string
  try {
    text = readFileSync(fileOf(backup), 'utf8')
  } catch (error) {
    throw new BackupFailed(`${backup} is no finished backup: it has no backup.json.`, { cause: error })
  }
  const parsed = manifestSchema.safeParse(JSON.parse(text))
  if (!parsed.success) throw new BackupFailed(`${fileOf(backup)} is not from this version of TouchLedger.`)
  const manifest = parsed.data
  if (store !== undefined && manifest.store !== store) {
    const is = manifest.store === 'postgres' ? 'a PostgreSQL' : 'the embedded store'
    throw new BackupFailed(`${backup} is a backup of ${is}: restore it with DATABASE_URL.`)
  }
  if (manifest.schema !== schemaFingerprint()) {
    throw new BackupFailed(
      `${backup} was made by another version of TouchLedger, whose tables differ: restore it with that version.`,
    )
  }
  return manifest
}

/** The rows of one tenant. @param schemaName where its tables are; null: where the session looks for them */
export async function countRows(queries: Queries, schemaName: string | null): Promise<Counts> {
  const counts: Record<string, number> = {}
  for (const table of counted) {
    const from = name(schemaName === null ? table : `${schemaName}.${table}`)
    counts[table] = (await readValue<number>(queries, sql`select count(*) from ${from}`)) ?? 0
  }
  return counts
}

/** @throws BackupFailed where something is missing after a restore */
export function checkCounts(schemaName: string, expected: Counts, found: Counts): void {
  for (const [table, count] of Object.entries(expected)) {
    if (found[table] === count) continue
    throw new BackupFailed(
      `The restore is not complete: ${schemaName}.${table} has ${found[table] ?? 0} rows and had ${count}. Do not start the endpoint with it.`,
    )
  }
}
