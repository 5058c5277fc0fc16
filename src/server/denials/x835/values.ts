import { Buffer, isUtf8 } from 'node:buffer'
import type { CalendarDay, Cents } from '../../../shared/denials/remittance.ts'

const MINUS = 45
const POINT = 46
const ZERO = 48

/**
 * An X12 amount (type R) in whole cents, read digit by digit because a float would not be exact.
 * @returns null for an invalid amount: no digits, other characters, a fraction of a cent, or beyond the safe integers
 */
export function centsOf(element: string): Cents | null {
  const text = element.trim()
  const isNegative = text.charCodeAt(0) === MINUS
  let cents = 0
  let digits = 0
  let fractionDigits = -1
  for (let index = isNegative ? 1 : 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === POINT && fractionDigits === -1) fractionDigits = 0
    else {
      const digit = code - ZERO
      if (digit < 0 || digit > 9) return null
      digits += 1
      if (fractionDigits >= 0) fractionDigits += 1
      if (fractionDigits <= 2) cents = cents * 10 + digit
      // Only zeros may follow the cents.
      else if (digit !== 0) return null
    }
  }
  if (digits === 0) return null
  for (let missing = 2 - Math.max(0, fractionDigits); missing > 0; missing -= 1) cents *= 10
  if (!Number.isSafeInteger(cents)) return null
  return (isNegative && cents !== 0 ? -cents : cents) as Cents
}

const dayForm = /^\d{8}$/

/** A CCYYMMDD date; null when it is invalid. */
export function dayOf(element: string | undefined): CalendarDay | null {
  const text = element?.trim() ?? ''
  if (!dayForm.test(text)) return null
  const number = Number(text)
  const [year, month, day] = [Math.floor(number / 10_000), Math.floor(number / 100) % 100, number % 100]
  if (day < 1 || day > daysOf(year, month)) return null
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
}

/** Days of a month in the Gregorian calendar; 0 for an invalid month. */
function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  if (month < 1 || month > 12) return 0
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** V8 keeps a longer substring as a view, which would keep its whole chunk of the file in memory. */
const MAX_COPIED_LENGTH = 12

/** A code or reference, trimmed; null when it is blank. */
export function codeOf(element: string | undefined): string | null {
  return textOf(element) || null
}

/** Text as UTF-8 when its bytes are valid UTF-8, else as Windows-1252, a superset of ISO-8859-1. It is a copy: it keeps no chunk in memory. */
export function textOf(element: string | undefined): string {
  const text = element?.trim() ?? ''
  const isAscii = !/[\u0080-\u00ff]/.test(text)
  if (isAscii && text.length <= MAX_COPIED_LENGTH) return text
  const bytes = Buffer.from(text, 'latin1')
  if (isAscii) return bytes.toString('latin1')
  return (isUtf8(bytes) ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes)).trim()
}
