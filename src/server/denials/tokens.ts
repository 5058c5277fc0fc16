import { createHmac } from 'node:crypto'
import { normalizeReference } from '../../shared/classify/index.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'

/** The claim token of a claim reference, as devices compute it; null when the reference identifies nothing. */
export type ClaimTokens = (claimRef: string) => string | null

/** @param tokenKey the tenant's, base64 */
export function claimTokens(tokenKey: string): ClaimTokens {
  const key = Buffer.from(tokenKey, 'base64')
  return (claimRef) => {
    const reference = claimRef === '0' ? null : normalizeReference(claimRef)
    return reference === null ? null : createHmac('sha256', key).update(reference).digest('hex')
  }
}

export async function tenantTokens(queries: Queries): Promise<ClaimTokens> {
  const [row] = await queries.query<{ tokenKey: string }>(sql`select token_key as "tokenKey" from tenant`)
  if (!row) throw new Error('the tenant has no token key')
  return claimTokens(row.tokenKey)
}
