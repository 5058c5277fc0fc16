import { createHmac } from 'node:crypto'
import type { Tokenizer } from '../shared/classify/index.ts'
import type { ClaimToken } from '../shared/contract/index.ts'

/** HMAC-SHA-256 of the normalized reference under the tenant's key. @param tokenKey base64 */
export function tokenizer(tokenKey: string): Tokenizer {
  const key = Buffer.from(tokenKey, 'base64')
  return (reference) => createHmac('sha256', key).update(reference).digest('hex') as ClaimToken
}
