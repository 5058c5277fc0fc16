import type { Database, Queries } from './database.ts'
import { migrations } from './migrations/index.ts'

/** One step of the schema. Never edited once released: a change is a new one. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly id: number
  readonly name: string
  readonly statements: readonly string[]
}

/** Any constant: the advisory lock under which endpoints that start together migrate one after the other. */
const MIGRATION_LOCK = 7_205_114

/**
 * Brings the schema up to date; all of it or nothing.
 * @throws when the database was made by a newer version of the endpoint.
 */
export async function migrate(database: Database, steps: readonly Migration[] = migrations): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await queries.query(
      'create table if not exists schema_migrations (id int primary key, name text not null, applied_at timestamptz not null default now())',
    )
    const applied = await appliedThrough(queries)
    if (applied > steps.length) {
      throw new Error(
        `The database is at migration ${applied}; this endpoint knows only ${steps.length}. Use the newer endpoint.`,
      )
    }
    for (const step of steps.slice(applied)) {
      for (const statement of step.statements) await queries.query(statement)
      await queries.query('insert into schema_migrations (id, name) values ($1, $2)', [step.id, step.name])
    }
  })
}

async function appliedThrough(queries: Queries): Promise<number> {
  const [row] = await queries.query<{ id: number }>('select coalesce(max(id), 0)::int as id from schema_migrations')
  return row?.id ?? 0
}
