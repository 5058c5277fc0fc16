import { createHmac } from 'node:crypto'
import { normalizeReference } from '../../shared/classify/index.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { storedTokens } from '../database/stored-tokens.ts'

/** The stored claim token of a claim reference; null when the reference identifies nothing. */
export type ClaimTokens = (claimRef: string) => string | null

interface TokenKeys {
  /** With which devices compute their tokens, base64. */
  readonly tokenKey: string
  readonly storageKeys: readonly string[]
}

/** The token that a device computes, as it is stored. */
export function claimTokens({ tokenKey, storageKeys }: TokenKeys): ClaimTokens {
  const key = Buffer.from(tokenKey, 'base64')
  const storedTokenOf = storedTokens(storageKeys)
  return (claimRef) => {
    const reference = claimRef === '0' ? null : normalizeReference(claimRef)
    return reference === null ? null : storedTokenOf(createHmac('sha256', key).update(reference).digest('hex'))
  }
}

export async function tenantTokens(queries: Queries): Promise<ClaimTokens> {
  const [keys] = await queries.query<TokenKeys>(
    sql`select token_key as "tokenKey", storage_keys as "storageKeys" from tenant`,
  )
  if (!keys) throw new Error('the tenant has no token key')
  return claimTokens(keys)
}
