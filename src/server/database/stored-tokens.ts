import { createHmac } from 'node:crypto'
import { literal, sql, type Sql } from './sql.ts'

/** The stored claim token of a device's. */
export type StoredTokenOf = (deviceToken: string) => string

/** Half of an HMAC-SHA-256: nobody finds two claims of one token among 128 bits, and most rows and indexes of facts hold one. */
const STORED_BYTES = 16

/**
 * Every device has the key of its claim tokens, and could try claim numbers until one fits. What is stored is therefore hashed again, with keys
 * that no device has (docs/decisions/0036).
 * @param storageKeys the tenant's, base64, in the order in which they are applied
 */
export function storedTokens(storageKeys: readonly string[]): StoredTokenOf {
  const keys = storageKeys.map((key) => Buffer.from(key, 'base64'))
  const under = (token: Buffer, key: Buffer) =>
    createHmac('sha256', key).update(token).digest().subarray(0, STORED_BYTES)
  return (deviceToken) => keys.reduce(under, Buffer.from(deviceToken, 'hex')).toString('hex')
}

/** SQL of a stored token after one more key is applied to it: what `storedTokens` computes. @param key base64 */
export function tokenUnder(key: string, column: Sql): Sql {
  const padded = (pad: number): Sql => {
    const bytes = Buffer.alloc(HMAC_BLOCK, pad)
    Buffer.from(key, 'base64').forEach((byte, index) => (bytes[index] = byte ^ pad))
    return sql`decode(${bytes.toString('hex')}, 'hex')`
  }
  return sql`substring(sha256(${padded(0x5c)} || sha256(${padded(0x36)} || ${column})) for ${literal(STORED_BYTES)})`
}

/** Bytes of a block of SHA-256 (RFC 2104). */
const HMAC_BLOCK = 64
