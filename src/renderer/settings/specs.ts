import type { Codec } from './codecs.ts'
import { at, type Json } from './json-path.ts'

/** One input of a form, and the place in its document it stands for. */
export interface FieldSpec {
  readonly path: string
  readonly label: string
  readonly hint?: string
  readonly placeholder?: string
  /** Rarely needed: behind a disclosure. */
  readonly folded?: boolean
  /** Only where another place of the row says this; without `is`, where it says anything. */
  readonly when?: { readonly path: string; readonly is?: string }
  readonly input:
    | { readonly kind: 'text'; readonly codec: Codec; readonly lines?: boolean; readonly secret?: boolean }
    | { readonly kind: 'select'; readonly options: readonly { readonly value: string; readonly name: string }[] }
    | { readonly kind: 'check' }
}
/** A list in a document of which each item is a row of fields. */
export interface RowsSpec {
  readonly path: string
  readonly noun: string
  readonly fields: readonly FieldSpec[]
  readonly fresh: (index: number) => object
  readonly ordered?: boolean
}
export type SectionSpec =
  | {
      readonly kind: 'fields'
      readonly title: string
      readonly explanation: string
      readonly fields: readonly FieldSpec[]
      /** A part of the document that is null while none of its texts says anything. */
      readonly optional?: string
    }
  | (RowsSpec & { readonly kind: 'rows'; readonly title: string; readonly explanation: string })
  | { readonly kind: 'targets'; readonly title: string; readonly explanation: string }
  /** What a team has of its own in the calendar. */
  | { readonly kind: 'teams'; readonly title: string; readonly explanation: string }
  | { readonly kind: 'findings'; readonly title: string; readonly explanation: string }
export interface DocumentSpec {
  readonly name: string
  readonly explanation: string
  readonly sections: readonly SectionSpec[]
}

export const input = (codec: Codec) => ({ kind: 'text', codec }) as const

/** Fields of a part of the document that stands elsewhere than where they say. */
export const below = (path: string, fields: readonly FieldSpec[]): readonly FieldSpec[] =>
  fields.map((spec) => ({ ...spec, path: `${path}/${spec.path}` }))

/** Whether a field is asked for, by what the rest of its row says. */
export function isAsked({ when }: FieldSpec, row: Json): boolean {
  if (when === undefined) return true
  const value = at(row, when.path)
  return when.is === undefined ? value !== undefined && value !== null : value === when.is
}
