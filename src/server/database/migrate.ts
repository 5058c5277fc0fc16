import { createHash } from 'node:crypto'
import type { Database } from './database.ts'
import { takeLock } from './locks.ts'
import { migrations, type Migration } from './schema/index.ts'
import { sql, statement } from './sql.ts'

/**
 * Brings a tenant's schema up to date; all of it or nothing.
 * @throws when the schema was made by a newer version of the endpoint, or by one before the first release whose tables are others.
 */
export async function migrate(database: Database, steps: readonly Migration[] = migrations): Promise<void> {
  await database.transaction(async (queries) => {
    // Endpoints that start together migrate one after the other.
    await takeLock(queries, 'migration')
    await queries.query(sql`create table if not exists schema_migrations (
      id int primary key, name text not null, applied_at timestamptz not null default now())`)
    await queries.query(sql`alter table schema_migrations add column if not exists fingerprint text`)
    const known = await queries.query<{ id: number; fingerprint: string | null }>(
      sql`select id, fingerprint from schema_migrations order by id`,
    )
    const applied = known.at(-1)?.id ?? 0
    if (applied > steps.length) {
      throw new Error(
        `The database is at migration ${applied}; this endpoint knows only ${steps.length}. Use the newer endpoint.`,
      )
    }
    for (const { id, fingerprint } of known) {
      const step = steps.find((each) => each.id === id)
      if (step && fingerprint !== fingerprintOf(step)) throw new Error(OTHER_TABLES)
    }
    for (const step of steps.slice(applied)) {
      for (const text of step.statements) await queries.query(statement(text))
      await queries.query(
        sql`insert into schema_migrations (id, name, fingerprint) values (${step.id}, ${step.name}, ${fingerprintOf(step)})`,
      )
    }
  })
}

/** Until the first release the one migration changes in place. */
const OTHER_TABLES =
  'The data was made by another version of TouchLedger, whose tables differ. Start with an empty data folder or database (npm start: delete the folder .touchledger), and import the files again.'

/** Of the tables that this version has. */
export const schemaFingerprint = (): string => migrations.map(fingerprintOf).join(' ')

/** Of the statements in any order: that of the tables follows how modules are loaded. */
const fingerprintOf = ({ statements }: Migration): string =>
  createHash('sha256')
    .update([...statements].sort().join('\n'))
    .digest('base64url')
    .slice(0, 16)
