import type { Codec } from './codecs.ts'
import { at, type Json } from './json-path.ts'

/** One input of a form, and its path in the document. */
export interface FieldSpec {
  readonly path: string
  readonly label: string
  readonly hint?: string
  readonly placeholder?: string
  /** To choose from while typing; other texts are possible. */
  readonly suggestions?: readonly string[]
  /** What to type instead, when the value has the wrong form. */
  readonly invalid?: string
  /** Whether its text is long, such as opening hours. */
  readonly wide?: boolean
  /** Rarely needed: shown behind a disclosure. */
  readonly folded?: boolean
  /** Shown only when another path of the row has this value; without `is`, when it has any value. */
  readonly when?: { readonly path: string; readonly is?: string }
  readonly input:
    | { readonly kind: 'text'; readonly codec: Codec; readonly lines?: boolean; readonly secret?: boolean }
    | { readonly kind: 'select'; readonly options: readonly { readonly value: string; readonly name: string }[] }
    | { readonly kind: 'check' }
}

/** A list of the document; each item is a row of fields. */
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
      /** A part of the document that is null while all of its texts are blank. */
      readonly optional?: string
    }
  | (RowsSpec & { readonly kind: 'rows'; readonly title: string; readonly explanation: string })
  | { readonly kind: 'targets'; readonly title: string; readonly explanation: string }
  /** Team-specific parts of the calendar. */
  | { readonly kind: 'teams'; readonly title: string; readonly explanation: string }
  | { readonly kind: 'insights'; readonly title: string; readonly explanation: string }
  /** What saved schedules of reports have sent, with a test of each. */
  | { readonly kind: 'report schedules'; readonly title: string; readonly explanation: string }
  /** Releases of the agent on file, and how far the roll-out is. */
  | { readonly kind: 'releases'; readonly title: string; readonly explanation: string }
  /** CARCs on file that are in no list. */
  | { readonly kind: 'undecided codes'; readonly title: string; readonly explanation: string }
export interface DocumentSpec {
  readonly name: string
  readonly explanation: string
  readonly sections: readonly SectionSpec[]
}

export const input = (codec: Codec) => ({ kind: 'text', codec }) as const

/** The same fields for a part of the document at another path. */
export const below = (path: string, fields: readonly FieldSpec[]): readonly FieldSpec[] =>
  fields.map((spec) => ({ ...spec, path: `${path}/${spec.path}` }))

/** Whether the form shows a field, given the other values of its row. */
export function isAsked({ when }: FieldSpec, row: Json): boolean {
  if (when === undefined) return true
  const value = at(row, when.path)
  return when.is === undefined ? value !== undefined && value !== null : value === when.is
}
