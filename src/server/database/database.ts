import type { Sql } from './sql.ts'

/** What runs statements: a tenant's database, or a transaction in it. SQL is PostgreSQL's dialect, nothing newer than 15. */
export interface Queries {
  /**
   * Runs one statement and answers its rows. `bigint` comes back as a number: every one here is a time, a length or a count under 2^53.
   * @throws DatabaseFailure with PostgreSQL's error code.
   */
  query<Row extends object = Record<string, unknown>>(statement: Sql): Promise<Row[]>
}

/** The only value of a statement's only row; null without one. */
export async function readValue<Value extends string | number | boolean>(
  queries: Queries,
  statement: Sql,
): Promise<Value | null> {
  const [row] = await queries.query<Record<string, Value | null>>(statement)
  return Object.values(row ?? {})[0] ?? null
}

/** The database of one tenant: its tables are named without a schema, and no other tenant's can be named at all. */
export interface Database extends Queries {
  readonly kind: 'embedded' | 'postgres'
  /**
   * Everything in `work` is committed together; when it throws, nothing is. Statements given at once run one after the other in the
   * order given, without a round trip between them; after one that fails the others fail too.
   */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * A statement that failed. Its message never leaves the process: PostgreSQL quotes values in it. `sqlState` may be logged.
 */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure'
  readonly sqlState: string
  constructor(sqlState: string, message: string) {
    super(message)
    this.sqlState = sqlState
  }
}

export function asFailure(error: unknown): DatabaseFailure {
  if (error instanceof DatabaseFailure) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  return new DatabaseFailure(code, error instanceof Error ? error.message : String(error))
}
