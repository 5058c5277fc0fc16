import { at, type Json, withAt } from './json-path.ts'
import type { FieldSpec } from './specs.ts'

/** The document with its part null where none of the part's texts says anything: a choice alone is no part. */
export function withoutEmptyPart(body: Json, part: string, fields: readonly FieldSpec[]): Json {
  const said = fields.some(({ path, input }) => input.kind === 'text' && at(body, path) !== undefined)
  return said ? body : withAt(body, part, null)
}
