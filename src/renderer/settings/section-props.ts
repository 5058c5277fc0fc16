import type { SectionSpec } from './specs.ts'
import type { Json } from './json-path.ts'

/** What every section of a form is given. */
export interface SectionProps<Spec extends SectionSpec> {
  readonly section: Spec
  readonly body: Json
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (body: Json) => void
}

/** What is wrong at a place, or inside it: a list is one field here. */
export function errorAt(errors: ReadonlyMap<string, string>, path: string): string | undefined {
  for (const [pointer, detail] of errors) if (pointer === path || pointer.startsWith(`${path}/`)) return detail
  return undefined
}
