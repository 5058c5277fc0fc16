import type { CalendarDay } from '../../../shared/denials/index.ts'
import { addDays } from '../../../shared/denials/calendar-day.ts'
import type { Cell } from './cells.ts'

type Parts = readonly [year: string, month: string, day: string]

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Excel's day 0, with its 29 February 1900, which never was. */
const SERIAL_START: CalendarDay = '1899-12-30'

/**
 * A day in the forms that billing systems and Excel write: `3/31/2026`, `3/31/26`, `03-31-2026`, `2026-03-31`, `20260331`, `31-Mar-26`,
 * `Mar 31, 2026`, `31.03.2026`, or Excel's serial number `46112`. A time after it and a weekday before it are ignored.
 */
export function dayCell(text: string): Cell<CalendarDay> {
  const date = text
    .replace(/[T ,]+\d{1,2}:\d{2}.*$/i, '')
    .replace(/^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+/i, '')
    .trim()
  if (/^\d{5}(?:\.\d+)?$/.test(date)) return { value: addDays(SERIAL_START, Math.floor(Number(date))) }
  const parts = numericParts(date) ?? namedParts(date)
  if (parts === null) return { error: 'not a date such as 3/31/2026 or 2026-03-31' }
  const [year, month, day] = parts
  const value = `${fullYear(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${value}T00:00:00Z`)
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
  return exists ? { value } : { error: 'there is no such day; dates are month, day, year' }
}

/** Why dates may not run from a day: it is before 2000 or over a year ahead. Null when they may. */
export function dayRangeError(day: CalendarDay, today: CalendarDay): string | null {
  if (day < '2000-01-01') return 'the date is before 2000; correct it, or leave the cell blank'
  return day > addDays(today, 366) ? 'the date is over a year ahead; correct it, or leave the cell blank' : null
}

function numericParts(date: string): Parts | null {
  const [, y, m, d] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(date) ?? []
  if (y && m && d) return [y, m, d]
  const us = /^(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})$/.exec(date)
  if (us) return [us[4] ?? '', us[1] ?? '', us[3] ?? '']
  const european = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$/.exec(date)
  if (european) return [european[3] ?? '', european[2] ?? '', european[1] ?? '']
  if (!/^\d{8}$/.test(date)) return null
  return /^(?:19|20)/.test(date) && Number(date.slice(4, 6)) <= 12
    ? [date.slice(0, 4), date.slice(4, 6), date.slice(6)]
    : [date.slice(4), date.slice(0, 2), date.slice(2, 4)]
}

/** Dates with the month's name: `31-Mar-26`, `31 March 2026`, `Mar 31, 2026`, `2026-Mar-31`. */
function namedParts(date: string): Parts | null {
  const words = date.split(/[-/,.\s]+/).filter((word) => word !== '')
  const at = words.findIndex((word) => /^[a-z]{3,9}$/i.test(word))
  const name = words[at]?.toLowerCase() ?? ''
  const month = months.findIndex((short) => name.startsWith(short))
  const [first, second] = words.filter((_word, index) => index !== at)
  if (words.length !== 3 || month === -1 || first === undefined || second === undefined) return null
  const [year, day] = /^\d{4}$/.test(first) ? [first, second] : [second, first]
  return /^(?:\d{4}|\d{2})$/.test(year) && /^\d{1,2}(?:st|nd|rd|th)?$/i.test(day)
    ? [year, String(month + 1), day.replace(/\D/g, '')]
    : null
}

/** Two digits of a year are of this century up to 79. */
function fullYear(year: string): string {
  if (year.length === 4) return year
  return `${Number(year) < 80 ? '20' : '19'}${year}`
}
