import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { mock } from 'node:test'

/** A Friday, 13:00 in `ZONE`: the last day of the sample is half worked. */
export const NOW = Date.parse('2026-11-20T18:00:00Z')
/** Its clock changes within the sample's payment history. */
export const ZONE = 'America/New_York'

/**
 * Gives this process a fixed time zone, clock and source of random bytes, so that two runs make the same world. Timers still run.
 * Call it before the first import of product code.
 */
export function fixProcess(): void {
  process.env['TZ'] = ZONE
  mock.timers.enable({ apis: ['Date'], now: NOW })
  const drawn = new Map<string, number>()
  const next = (kind: string) => {
    const count = (drawn.get(kind) ?? 0) + 1
    drawn.set(kind, count)
    return count
  }
  Object.assign(crypto, {
    randomBytes: (size: number) => countedBytes(size, next(`bytes ${size}`)),
    randomUUID: () => {
      const hex = countedBytes(16, next('uuid')).toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
    },
  })
  syncBuiltinESMExports()
}

/** Bytes that begin with the count: ids sort in the order they were made in, whatever else was drawn in between. */
function countedBytes(size: number, count: number): Buffer {
  const bytes = Buffer.alloc(size)
  const rest = crypto.createHash('shake256', { outputLength: size }).update(`${size} ${count}`).digest()
  rest.copy(bytes)
  if (size >= 8) bytes.writeUInt32BE(count)
  return bytes
}
