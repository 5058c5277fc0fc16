import { z } from 'zod'
import { problem } from '../errors/problem.ts'

/** What page of a list is asked for. */
export interface PageRequest {
  readonly limit: number
  readonly cursor: string | undefined
}

/** Where a page of records begins: start, journal and seq or id of the last row before it. */
const keySchema = z.tuple([z.number().int(), z.number().int(), z.union([z.string(), z.number().int()])])
export type CursorKey = z.infer<typeof keySchema>

export const encodeCursor = (key: CursorKey): string => encodeKey(key)

/** @throws HttpProblem 400 when it was not made here. */
export const decodeCursor = (cursor: string): CursorKey => decodeKey(keySchema, cursor)

/** The cursor of a list with a sort key of its own. */
export function encodeKey(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** @throws HttpProblem 400 when it was not made here. */
export function decodeKey<Key>(schema: z.ZodType<Key>, cursor: string): Key {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw problem(400, 'bad_parameter', 'Not valid: cursor', {
      errors: [{ pointer: '/cursor', detail: 'expected the nextCursor of the page before' }],
    })
  }
}
