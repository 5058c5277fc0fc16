import { Buffer, isUtf8 } from 'node:buffer'
import type { CalendarDay, Cents } from '../../../shared/denials/remittance.ts'

const amountForm = /^(-?)(\d*)(?:\.(\d*))?$/

/**
 * An X12 amount (type R) in whole cents.
 * @returns null where it is none: no digits, another sign or letter, a fraction of a cent, beyond the safe integers
 */
export function centsOf(element: string): Cents | null {
  const match = amountForm.exec(element.trim())
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return null
  // Zeros behind the cents change nothing; anything else is no amount of money.
  if (fraction.length > 2 && !/^0*$/.test(fraction.slice(2))) return null
  const cents = Number(whole + fraction.slice(0, 2).padEnd(2, '0'))
  if (!Number.isSafeInteger(cents)) return null
  return (sign === '-' && cents !== 0 ? -cents : cents) as Cents
}

/** A CCYYMMDD date, null where it is none. */
export function dayOf(element: string | undefined): CalendarDay | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(element?.trim() ?? '')
  if (!match) return null
  const day = `${match[1]}-${match[2]}-${match[3]}`
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? day : null
}

/** V8 keeps a longer substring as a view that holds on to the whole piece of file it was cut from. */
const LONGEST_COPIED = 12

/** A code or reference, trimmed; null where there is none. */
export function codeOf(element: string | undefined): string | null {
  return textOf(element) || null
}

/**
 * Text as its writer meant it: UTF-8 where its bytes are, else Windows-1252, which holds ISO-8859-1. Holds on to nothing else of
 * the file; blank where there is none.
 */
export function textOf(element: string | undefined): string {
  const text = element?.trim() ?? ''
  const isAscii = !/[\u0080-\u00ff]/.test(text)
  if (isAscii && text.length <= LONGEST_COPIED) return text
  const bytes = Buffer.from(text, 'latin1')
  if (isAscii) return bytes.toString('latin1')
  return (isUtf8(bytes) ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes)).trim()
}
