import { at, type Json, withAt } from './json-path.ts'
import type { FieldSpec } from './specs.ts'

/** Sets a part of the document to null when all of its texts are blank: a checked box alone does not turn it on. */
export function withoutEmptyPart(body: Json, part: string, fields: readonly FieldSpec[]): Json {
  const hasText = fields.some(({ path, input }) => input.kind === 'text' && at(body, path) !== undefined)
  return hasText ? body : withAt(body, part, null)
}
