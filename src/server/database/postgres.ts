import { TypeOverrides, types, type Client, type ClientConfig } from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'
import { MINUTE_MS } from '../../shared/time.ts'
import type { Connections, Login } from './connections.ts'
import { asFailure, type Database, type Queries } from './database.ts'
import { sql, type Sql } from './sql.ts'

/** How every connection to a server is opened. @param url `postgres://…` */
export const clientConfig = (url: string): ClientConfig => ({
  ...parseIntoClientConfig(url),
  application_name: 'touchledger',
  // JIT took a second to compile a report that runs in 60 ms. A week of touches of 1,000 people needs 8 MB to sort or hash, and the default
  // is 4 MB. A merge join would sort all touches of a week first; a hash join does not.
  options: '-c jit=off -c work_mem=32MB -c enable_mergejoin=off',
  // A network that goes silent takes a connection; without limits it would never come back. No statement of the endpoint runs for minutes.
  connectionTimeoutMillis: 15_000,
  query_timeout: 15 * MINUTE_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: 30_000,
  // Statements are sent without waiting for the answer to the one before; the server still runs them one after the other.
  pipeline: true,
  types: numbers(),
})

/** `bigint` as numbers, in arrays too: `pg` has no name for these. */
function numbers(): TypeOverrides {
  const overrides = new TypeOverrides()
  overrides.setTypeParser(types.builtins.INT8, Number)
  overrides.setTypeParser(
    INT8_ARRAY,
    (text: string) => JSON.parse(`[${text.slice(1, -1)}]`.replaceAll('NULL', 'null')) as unknown,
  )
  return overrides
}
const INT8_ARRAY = 1016

/** The database of one login on a PostgreSQL 15 or newer. */
export function openPostgres(connections: Connections, login: Login): Database {
  return {
    kind: 'postgres',
    query: (statement) => connections.lend(login, (client) => queriesOf(client).query(statement)),
    transaction: (work) =>
      connections.lend(login, async (client) => {
        const queries = queriesOf(client)
        const told = tellingFirstFailure(queries)
        try {
          const [, result] = await Promise.all([told.query(sql`begin`), work(told)])
          await queries.query(sql`commit`)
          return result
        } catch (error) {
          // Where this fails too the connection is lost, which it tells by itself.
          await queries.query(sql`rollback`).catch(() => {})
          throw error
        }
      }),
    close: async () => {},
  }
}

/**
 * Statements of a transaction are sent without waiting, and those after a failed one fail because of it (25P02). Whichever of them is heard first:
 * the cause is told.
 */
function tellingFirstFailure(queries: Queries): Queries {
  let first: unknown = null
  return {
    query: (statement) =>
      queries.query<never>(statement).catch((error: unknown) => {
        first ??= error
        throw first
      }),
  }
}

/** Statements on one connection. */
export function queriesOf(client: Client): Queries {
  return {
    query: async <Row extends object>(statement: Sql) => {
      const { text, values } = statement.compile()
      try {
        return (await client.query<Row>(text, [...values])).rows
      } catch (error) {
        throw asFailure(error)
      }
    },
  }
}
