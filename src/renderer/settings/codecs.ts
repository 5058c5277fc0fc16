import { parseDate, parseTime, parseTimeRange, type Typed, typedDate } from '../ui/typed-time.ts'
import { timeText } from '../ui/format.ts'
import { translator } from '../text/translator.ts'
import type { Json } from './json-path.ts'

const t = translator('settings')

/**
 * Translates between a value of a document and the text of an input. Text that cannot be read becomes the value as it was typed: nothing
 * that a person typed is dropped, and saving reports it.
 */
export interface Codec {
  readonly show: (value: Json) => string
  /** `undefined` removes the value from the document. */
  readonly read: (text: string) => Json
  /** What is wrong with a value that could not be read; null for one that could. */
  readonly problem: (value: Json, field: string) => string | null
  /** Stored units per displayed unit, such as 100 cents per dollar. */
  readonly scale: number
}

/** The value that an empty input stands for. */
export type Empty = 'null' | 'left out' | 'empty'
const emptyValue = (empty: Empty, otherwise: Json): Json =>
  empty === 'null' ? null : empty === 'left out' ? undefined : otherwise
const noProblem = () => null

export const text = (empty: Empty): Codec => ({
  show: (value) => (typeof value === 'string' ? value : ''),
  read: (typed) => (typed.trim() === '' ? emptyValue(empty, '') : typed),
  problem: noProblem,
  scale: 1,
})

/** `1,500`, `$31.50` and `92.5%` are numbers too. */
export function number(empty: Empty, scale = 1): Codec {
  return {
    show: (value) =>
      typeof value === 'number' ? String(Number((value / scale).toFixed(4))) : typeof value === 'string' ? value : '',
    read: (typed) => {
      if (typed.trim() === '') return emptyValue(empty, '')
      const value = Number(typed.replaceAll(/[$%,\s]/g, ''))
      if (!Number.isFinite(value) || !/\d/.test(typed)) return typed
      // A share such as 0.06 stays a fraction; amounts are whole cents.
      return scale === 1 ? value : scale < 1 ? Number((value * scale).toFixed(6)) : Math.round(value * scale)
    },
    problem: (value, field) => (typeof value === 'string' && value !== '' ? t('error.number', { field }) : null),
    scale,
  }
}

/** Several values, separated by commas or one per line. */
export const list = (empty: Empty, separator: ',' | '\n' = ','): Codec => ({
  show: (value) => (Array.isArray(value) ? value.join(separator === ',' ? ', ' : '\n') : ''),
  read: (typed) => {
    const items = itemsOf(typed, separator)
    return items.length === 0 ? emptyValue(empty, []) : items
  },
  problem: noProblem,
  scale: 1,
})

/** Several of a fixed set of values, shown by their names. */
export function choices(empty: Empty, names: Readonly<Record<string, string>>): Codec {
  const plain = list(empty)
  const normal = (item: string) => item.toLowerCase().replaceAll('_', ' ')
  const valueOf = (item: string) =>
    Object.keys(names).find((value) => [value, names[value] ?? ''].some((known) => normal(known) === normal(item)))
  return {
    ...plain,
    show: (value) => (Array.isArray(value) ? value.map((item: string) => names[item] ?? item).join(', ') : ''),
    read: (typed) => {
      const items = plain.read(typed)
      return Array.isArray(items) ? items.map((item: string) => valueOf(item) ?? item) : items
    },
  }
}

/** Dates, one per line: shown as `12/25/2026`, stored as `2026-12-25`. */
export const dates: Codec = {
  show: (value) => (Array.isArray(value) ? value.map((item: string) => typedDate(item)).join('\n') : ''),
  read: (typed) => itemsOf(typed, '\n').map((item) => valueOr(parseDate(item), item)),
  problem: (value) => {
    for (const item of Array.isArray(value) ? (value as string[]) : []) {
      const read = parseDate(item)
      if (!read.ok) return t('error.item', { text: item, message: read.message })
    }
    return null
  },
  scale: 1,
}

/** A date: shown as `12/25/2026`, stored as `2026-12-25`; blank is null. */
export const date: Codec = {
  show: (value) => (typeof value === 'string' ? typedDate(value) : ''),
  read: (typed) => (typed.trim() === '' ? null : valueOr(parseDate(typed.trim()), typed.trim())),
  problem: (value) => {
    const read = typeof value === 'string' ? parseDate(value) : null
    return read === null || read.ok ? null : read.message
  },
  scale: 1,
}

/** A time of day: shown as `7:55 AM`, stored as `07:55`. */
export const time: Codec = {
  show: (value) => (typeof value !== 'string' ? '' : parseTime(value).ok ? timeText(value) : value),
  read: (typed) => valueOr(parseTime(typed), typed.trim()),
  problem: (value) => {
    const read = typeof value === 'string' && value !== '' ? parseTime(value) : null
    return read === null || read.ok ? null : read.message
  },
  scale: 1,
}

/** A day of a month, shown and typed as `15` or `last`. */
export const monthDay: Codec = {
  show: (value) => (typeof value === 'number' || typeof value === 'string' ? String(value) : ''),
  read: (typed) => {
    const word = typed.trim().toLowerCase()
    return /^\d{1,2}$/.test(word) ? Number(word) : word === '' ? undefined : word
  },
  problem: noProblem,
  scale: 1,
}

interface Opening {
  readonly from: string
  readonly to: string
}

/** Opening hours: shown as `8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM`; blank is closed. */
export const hours: Codec = {
  show: (value) =>
    Array.isArray(value)
      ? value.map(({ from, to }: Opening) => `${timeText(from)} – ${timeText(to)}`).join(', ')
      : typeof value === 'string'
        ? value
        : '',
  read: (typed) => {
    const openings = itemsOf(typed, ',').map(parseTimeRange)
    return openings.every((opening) => opening.ok) ? openings.map((opening) => opening.value) : typed
  },
  problem: (value) => {
    if (typeof value !== 'string') return null
    const refused = itemsOf(value, ',')
      .map(parseTimeRange)
      .find((opening) => !opening.ok)
    return refused?.ok === false ? refused.message : null
  },
  scale: 1,
}

function itemsOf(typed: string, separator: string): readonly string[] {
  return typed
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

function valueOr<Value>(read: Typed<Value>, typed: string): Value | string {
  return read.ok ? read.value : typed
}
