import type { FieldErrors } from './document-errors.ts'
import type { Json } from './json-path.ts'
import type { SectionSpec } from './specs.ts'

/** The props of every section of a form. */
export interface SectionProps<Spec extends SectionSpec> {
  readonly section: Spec
  readonly body: Json
  readonly errors: FieldErrors
  readonly onChange: (body: Json) => void
}

/** The error at a path, or inside it: a list is one field of the form. */
export function errorAt(errors: FieldErrors, path: string): string | undefined {
  for (const [at, message] of errors) if (at === path || at.startsWith(`${path}/`)) return message
  return undefined
}
