import { z } from 'zod'
import { problem } from '../http/problem.ts'

/** Place after which a page begins: the sort key of the last row before it. */
const keySchema = z.tuple([z.number().int(), z.string(), z.string(), z.union([z.string(), z.number().int()])])
export type CursorKey = z.infer<typeof keySchema>

export const encodeCursor = (key: CursorKey): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** @throws HttpProblem 400 when it was not made here. */
export function decodeCursor(cursor: string): CursorKey {
  try {
    return keySchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw problem(400, 'bad_parameter', 'Not valid: cursor', {
      errors: [{ pointer: '/cursor', detail: 'expected the nextCursor of the page before' }],
    })
  }
}
