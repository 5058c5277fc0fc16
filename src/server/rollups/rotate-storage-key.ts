import { setTimeout as sleep } from 'node:timers/promises'
import type { Acting } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { gaveUp, waitShortly } from '../database/locks.ts'
import { distinctDays } from '../database/schema/rollups.ts'
import { tables } from '../database/schema/index.ts'
import { join, literal, name, nothing, sql, type Sql } from '../database/sql.ts'
import { tokenUnder } from '../database/stored-tokens.ts'
import { columnName, type Table, typeOf } from '../database/table.ts'
import { textArray } from '../database/arrays.ts'
import { problem } from '../errors/problem.ts'
import { newKey } from '../identity/secrets.ts'
import { TOUCHED, TOUCHED_BY_PERSON } from './distinct-counts.ts'

/**
 * Applies one more key to every stored claim token. A claim keeps its identity, because the tokens that devices send go through the same keys.
 * Everybody who reads or writes tokens waits until it is done.
 */
export async function rotateStorageKey(database: Database, acting: Acting): Promise<{ readonly keys: number }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rotate(database, acting)
    } catch (error) {
      if (!gaveUp(error)) throw error
      if (attempt === TRIES) throw problem(503, 'busy', 'Others work on claims all the time. Try again later.')
      await sleep(BETWEEN_TRIES_MS)
    }
  }
}

const TRIES = 60
const BETWEEN_TRIES_MS = 200

async function rotate(database: Database, { record }: Acting): Promise<{ readonly keys: number }> {
  const key = newKey()
  return database.transaction(async (queries) => {
    await waitShortly(queries)
    // A transaction that has read a token or the keys holds a lock on their tables to its end, so that none stores what it read before.
    const locked = ['tenant', ...tables.filter(hasTokens).map((table) => table.name)]
    await queries.query(sql`lock table ${join(locked.map(name))} in access exclusive mode`)
    await queries.query(sql`set local lock_timeout = 0`)
    for (const table of tables) {
      const changes = tokenColumns(table).map(([column, type]) => changeOf(key, column, type === 'token[]'))
      if (changes.length > 0) await queries.query(sql`update ${name(table.name)} set ${join(changes)}${only(table)}`)
    }
    const [row] = await queries.query<{ keys: number }>(
      sql`update tenant set storage_keys = storage_keys || ${textArray([key])}::text[] returning cardinality(storage_keys) as keys`,
    )
    if (!row) throw new Error('the tenant was not started')
    await record(queries, { action: 'claim_key_rotated', object: 'claim-key', after: { keys: row.keys } })
    return row
  })
}

const tokenColumns = ({ columns }: Table): [column: Sql, type: string][] =>
  Object.entries(columns).flatMap(([column, declared]) => {
    const type = typeOf(declared).replace('?', '')
    return type === 'token' || type === 'token[]' ? [[name(columnName(column)), type]] : []
  })

const hasTokens = (table: Table): boolean => tokenColumns(table).length > 0

function changeOf(key: string, column: Sql, isArray: boolean): Sql {
  if (!isArray) return sql`${column} = ${tokenUnder(key, column)}`
  return sql`${column} = coalesce((select array_agg(${tokenUnder(key, sql`each`)}) from unnest(${column}) each), '{}')`
}

/** Entities of other kinds are no claims: their bytes are those of a record's id. */
const only = (table: Table): Sql =>
  table.name === distinctDays.name ? sql` where kind in (${literal(TOUCHED)}, ${literal(TOUCHED_BY_PERSON)})` : nothing
