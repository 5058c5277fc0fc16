import { readValue, type Database } from './database.ts'
import { takeLock } from './locks.ts'
import { migrations, type Migration } from './schema/index.ts'
import { sql, statement } from './sql.ts'

/**
 * Brings a tenant's schema up to date; all of it or nothing.
 * @throws when the schema was made by a newer version of the endpoint.
 */
export async function migrate(database: Database, steps: readonly Migration[] = migrations): Promise<void> {
  await database.transaction(async (queries) => {
    // Endpoints that start together migrate one after the other.
    await takeLock(queries, 'migration')
    await queries.query(sql`create table if not exists schema_migrations (
      id int primary key, name text not null, applied_at timestamptz not null default now())`)
    const applied = (await readValue<number>(queries, sql`select max(id) from schema_migrations`)) ?? 0
    if (applied > steps.length) {
      throw new Error(
        `The database is at migration ${applied}; this endpoint knows only ${steps.length}. Use the newer endpoint.`,
      )
    }
    for (const step of steps.slice(applied)) {
      for (const text of step.statements) await queries.query(statement(text))
      await queries.query(sql`insert into schema_migrations (id, name) values (${step.id}, ${step.name})`)
    }
  })
}
