import type { z } from 'zod'
import type { Page } from '../../shared/contract/reports.ts'
import { problem } from '../errors/problem.ts'

/** What page of a list is asked for. */
export interface PageRequest {
  readonly limit: number
  readonly cursor: string | undefined
}

/** The values that a list is sorted by, of the last row of a page: where the next page begins. */
type Key = readonly (string | number)[]

export const encodeKey = (key: Key): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** The page that was asked for. @param rows one more than its limit where another page follows */
export function toPage<Row>(rows: readonly Row[], { limit }: PageRequest, keyOf: (row: Row) => Key): Page<Row> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, nextCursor: rows.length > limit && last ? encodeKey(keyOf(last)) : null }
}

/** @throws HttpProblem 400 when it was not made here. */
export function decodeKey<Decoded extends Key>(schema: z.ZodType<Decoded>, cursor: string): Decoded {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw problem(400, 'bad_parameter', 'Not valid: cursor', {
      errors: [{ pointer: '/cursor', detail: 'expected the nextCursor of the page before' }],
    })
  }
}
