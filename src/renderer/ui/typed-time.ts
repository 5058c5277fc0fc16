import { Temporal } from 'temporal-polyfill'
import { translator } from '../text/translator.ts'

// Dates and times as people type them. Values are ISO texts: `2026-12-25`, `07:55`.

const t = translator('input')

/** The value that was typed, or what to tell the person who typed it. */
export type Typed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string }

const ok = <Value>(value: Value): Typed<Value> => ({ ok: true, value })
const refused = (message: string): Typed<never> => ({ ok: false, message })

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthNames =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/
const usDate = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/
const namedDate = new RegExp(`^(${monthNames})\\.?\\s+(\\d{1,2})(?:\\s*,\\s*|\\s+)(\\d{4})$`, 'i')

/** `12/25/2026`, `2026-12-25` and `Dec 25, 2026` as `2026-12-25`. */
export function parseDate(text: string): Typed<string> {
  const typed = text.trim()
  const date = datePartsOf(typed)
  if (date === null || date.month > 12) return refused(t('useDate'))
  if (date.year < 1900 || date.year > 2199) return refused(t('yearOutOfRange'))
  try {
    return ok(Temporal.PlainDate.from(date, { overflow: 'reject' }).toString())
  } catch {
    return refused(t('noSuchDate', { text: typed }))
  }
}

function datePartsOf(text: string): { year: number; month: number; day: number } | null {
  const iso = isoDate.exec(text)
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
  const us = usDate.exec(text)
  if (us) return { year: Number(us[3]), month: Number(us[1]), day: Number(us[2]) }
  const named = namedDate.exec(text)
  if (!named) return null
  const month = months.indexOf(String(named[1]).slice(0, 3).toLowerCase()) + 1
  return { year: Number(named[3]), month, day: Number(named[2]) }
}

const clockTime = /^(\d{1,2})(?::(\d{2}))?\s*(?:([ap])\.?\s*m?\.?)?$/i

/** `7:55 am`, `7:55`, `7 pm` and `19:55` as `07:55` or `19:55`. A time without AM or PM is read on the 24-hour clock. */
export function parseTime(text: string): Typed<string> {
  const typed = text.trim()
  const match = clockTime.exec(typed)
  const half = match?.[3]?.toLowerCase()
  // "7" alone could be either half of the day.
  if (!match || (match[2] === undefined && half === undefined)) return refused(t('useTime'))
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)]
  if (half !== undefined && (hour < 1 || hour > 12)) return refused(t('useTime'))
  const hour24 = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0)
  try {
    return ok(
      Temporal.PlainTime.from({ hour: hour24, minute }, { overflow: 'reject' }).toString({ smallestUnit: 'minute' }),
    )
  } catch {
    return refused(t('useTime'))
  }
}

export interface TimeRange {
  readonly from: string
  /** After `from`; `24:00` is the end of the day. */
  readonly to: string
}

/** `8 am – 4:30 pm`, `08:00-16:30` and `8:00 to 16:30`. An end at midnight is `24:00`. */
export function parseTimeRange(text: string): Typed<TimeRange> {
  const shift = parseShift(text)
  return !shift.ok || shift.value.from < shift.value.to ? shift : refused(t('endBeforeStart'))
}

/** The same, where an end that is not after the beginning is one of the next day. */
export function parseShift(text: string): Typed<TimeRange> {
  const parts = text.split(/\s*(?:[-–—]|\bto\b)\s*/i)
  if (parts.length !== 2) return refused(t('useTimeRange'))
  const from = parseTime(parts[0] ?? '')
  const end = (parts[1] ?? '').trim()
  const to = end === '24:00' ? ok(end) : parseTime(end)
  if (!from.ok || !to.ok) return refused(t('useTimeRange'))
  return ok({ from: from.value, to: to.value === '00:00' ? '24:00' : to.value })
}

/** `12/25/2026` of `2026-12-25`: the form an input shows. Anything else stays as it is. */
export function typedDate(isoDateText: string): string {
  const match = isoDate.exec(isoDateText)
  if (!match) return isoDateText
  const [, year, month = '', day = ''] = match
  return `${month.padStart(2, '0')}/${day.padStart(2, '0')}/${year}`
}
