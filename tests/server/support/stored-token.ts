import type { Database } from '../../../src/server/database/database.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { type StoredTokenOf, storedTokens } from '../../../src/server/database/stored-tokens.ts'

/** What an endpoint stores and answers in place of a device's claim token. */
export async function storedTokensOf(database: Database): Promise<StoredTokenOf> {
  const [row] = await database.query<{ keys: readonly string[] }>(sql`select storage_keys as keys from tenant`)
  if (!row) throw new Error('the tenant was not started')
  return storedTokens(row.keys)
}

/** From now on the endpoint stores the tokens of devices as they are, for tests that write claims by SQL and send work on them. */
export async function storeDeviceTokens(database: Database): Promise<void> {
  await database.query(sql`update tenant set storage_keys = '{}'`)
}
