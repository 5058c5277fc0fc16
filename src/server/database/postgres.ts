import { Pool, types } from 'pg'
import type { PoolClient } from 'pg'
import { DatabaseFailure } from './database.ts'
import type { Database, Queries } from './database.ts'
import { sql } from './sql.ts'
import type { Sql } from './sql.ts'

/** PostgreSQL 15 or newer by its connection string. */
export function openPostgres(connectionString: string, maxConnections = 8): Database {
  const pool = new Pool({
    connectionString,
    max: maxConnections,
    application_name: 'touchledger',
    // Reports are many short parts: compiling one took a second, running it 60 ms.
    // And a week of a thousand people's touches is 8 MB to sort or to hash: with the default of 4 MB that goes over the disk.
    // Claims are joined by the tens of thousands: a hash holds them, where a merge would first sort all touches of a week.
    options: '-c jit=off -c work_mem=32MB -c enable_mergejoin=off',
    // Statements are sent without waiting for the answer to the one before; the server still runs them one after the other.
    pipeline: true,
    types: {
      getTypeParser: (id, format) => (id === types.builtins.INT8 ? Number : types.getTypeParser(id, format)),
    },
  })
  // A connection lost while idle is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {})
  const on = (client: Pool | PoolClient): Queries => ({
    query: async <Row extends object>(statement: Sql) => {
      const { text, values } = statement.compile()
      try {
        return (await client.query<Row>(text, [...values])).rows
      } catch (error) {
        throw asFailure(error)
      }
    },
  })
  return {
    kind: 'postgres',
    ...on(pool),
    transaction: async (work) => {
      const client = await pool.connect().catch((error: unknown) => {
        throw asFailure(error)
      })
      const queries = on(client)
      let broken = false
      try {
        const [, result] = await Promise.all([queries.query(sql`begin`), work(queries)])
        await queries.query(sql`commit`)
        return result
      } catch (error) {
        await queries.query(sql`rollback`).catch(() => (broken = true))
        throw error
      } finally {
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

function asFailure(error: unknown): DatabaseFailure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  return new DatabaseFailure(code, error instanceof Error ? error.message : String(error))
}
