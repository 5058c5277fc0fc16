import type { Json } from './json-path.ts'

/** Between what stands in a document and what is typed. `undefined` takes the value out of the document. */
export interface Codec {
  readonly show: (value: Json) => string
  /** A string instead of a value is what is wrong with the text. */
  readonly read: (text: string) => { readonly value: Json } | string
}

const opening = /^([0-2]\d:[0-5]\d)\s*[-–]\s*([0-2]\d:[0-5]\d)$/

/** What an empty text stands for. */
export type Empty = 'null' | 'left out' | 'empty'
const emptyValue = (empty: Empty, otherwise: Json): Json =>
  empty === 'null' ? null : empty === 'left out' ? undefined : otherwise

export const text = (empty: Empty): Codec => ({
  show: (value) => (typeof value === 'string' ? value : ''),
  read: (typed) => ({ value: typed.trim() === '' ? emptyValue(empty, '') : typed }),
})

export const number = (empty: Empty, scale = 1): Codec => ({
  show: (value) => (typeof value === 'number' ? String(Number((value / scale).toFixed(4))) : ''),
  read: (typed) => {
    if (typed.trim() === '') return empty === 'empty' ? 'a number' : { value: emptyValue(empty, null) }
    const value = Number(typed)
    return Number.isFinite(value) ? { value: scale === 1 ? value : Math.round(value * scale) } : 'a number'
  },
})

/** Several with commas or, with `lines`, one a line. */
export const list = (empty: Empty, lines = false): Codec => ({
  show: (value) => (Array.isArray(value) ? value.join(lines ? '\n' : ', ') : ''),
  read: (typed) => {
    const items = typed
      .split(lines ? '\n' : ',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
    return { value: items.length === 0 ? emptyValue(empty, []) : items }
  },
})

/** `08:00–12:00, 13:00–17:00`; empty is closed. */
export const hours: Codec = {
  show: (value) =>
    Array.isArray(value) ? value.map(({ from, to }: { from: string; to: string }) => `${from}–${to}`).join(', ') : '',
  read: (typed) => {
    const parts = typed
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
    const openings = parts.map((part) => opening.exec(part))
    return openings.every((match) => match !== null)
      ? { value: openings.map(([, from, to]) => ({ from, to })) }
      : 'hours such as 08:00–12:00, 13:00–17:00; empty is closed'
  },
}
