/** Full-width letters and digits, as Asian keyboards type them, stand this far from the plain ones. */
const FULL_WIDTH = 0xfe_e0

/** A text with plain letters and digits in place of full-width ones. Other look-alikes stay: a superscript is a footnote, not a digit. */
const inPlainWidth = (text: string): string =>
  text.replaceAll(/[０-９Ａ-Ｚａ-ｚ]/gu, (letter) => String.fromCharCode(letter.charCodeAt(0) - FULL_WIDTH))

/** Blanks, dashes, minus signs, and what shows nothing but comes along when a number is copied, such as soft hyphens. */
const LEFT_OUT = /[\s\p{Pd}\u2212\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F]/gu

/**
 * The form in which claim numbers (PCN and ICN) are compared, wherever they come from: upper case, in plain width, without blanks and dashes of
 * any kind and without what is invisible; '' if nothing is left. `pcn-204 18` and `PCN20418` are the same number.
 */
export const comparableReference = (reference: string): string =>
  inPlainWidth(reference.replaceAll(LEFT_OUT, '')).toUpperCase()

/** The same, but null if nothing is left: such a reference identifies no claim. */
export function normalizeReference(found: string | null): string | null {
  return comparableReference(found ?? '') || null
}

/** Where a pattern found a reference: the whole match starts at `matchStart`, its group `ref` is `[start, end)`. */
export interface FoundReference {
  readonly matchStart: number
  readonly start: number
  readonly end: number
}

/**
 * The normalized claim reference at a place of a text, by docs/contract.md ("A claim reference"); null if what stands there is none.
 * The checks come before the normalization, which removes what tells a date or a telephone number from a reference.
 */
export function claimReferenceAt(text: string, { matchStart, start, end }: FoundReference): string | null {
  if (isInWord(text, start) || isInWord(text, end) || isInWord(text, matchStart)) return null
  const found = text.slice(start, end)
  return isClaimReference(found) && !isPartOfOther(text, start, end) ? normalizeReference(found) : null
}

/** Whether a text has the shape of a claim reference, whatever stands around it. */
export function isClaimReference(found: string): boolean {
  const text = inPlainWidth(found)
  if (!/^[\p{L}\p{Nd}\s\p{Pd}]+$/u.test(text)) return false
  const characters = text.match(/[\p{L}\p{Nd}]/gu)?.length ?? 0
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0
  if (characters < 5 || characters > 38 || digits < 2) return false
  return !holdsTelephoneNumber(text) && !text.split(/\s+/).some(isDate)
}

/** Whether a letter or digit stands on both sides of a place. */
export function isInWord(text: string, at: number): boolean {
  // A letter may take two UTF-16 units.
  const before = text.slice(Math.max(0, at - 2), at)
  return /[\p{L}\p{M}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(text.slice(at, at + 2))
}

/** 3-3-4 with separators, also after a country code 1. Ten plain digits are a reference. */
function holdsTelephoneNumber(text: string): boolean {
  return /(?<![\p{L}\p{Nd}\p{Pd}])(?:1[\s\p{Pd}]+)?\d{3}[\s\p{Pd}]+\d{3}[\s\p{Pd}]+\d{4}(?![\p{L}\p{Nd}\p{Pd}])/u.test(
    text,
  )
}

const TELEPHONE_NUMBERS =
  /(?<![\p{L}\p{Nd}\p{Pd}])\(?\d{3}\)?[\s\p{Pd}.]+\d{3}[\s\p{Pd}.]+\d{4}(?![\p{L}\p{Nd}\p{Pd}])/gu
const MAYBE_DATES =
  /(?<![\p{L}\p{Nd}\p{Pd}])\d{1,4}([\p{Pd}/.])(?:\d{1,2}|[a-z]{3,9})\1\d{1,4}(?![\p{L}\p{Nd}\p{Pd}])/giu

/** Whether a place holds only a part of a date or of a telephone number, such as `867-5309` of `(555) 867-5309`. */
function isPartOfOther(text: string, start: number, end: number): boolean {
  const plain = inPlainWidth(text)
  const isPart = ({ index, 0: whole }: RegExpExecArray) =>
    index <= start && end <= index + whole.length && end - start < whole.length
  return (
    [...plain.matchAll(TELEPHONE_NUMBERS)].some(isPart) ||
    [...plain.matchAll(MAYBE_DATES)].some((match) => isPart(match) && isDate(match[0].replaceAll(/[/.]/g, '-')))
  )
}

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `5-1-2026`, `2026-01-05`, `05-Jan-2026`, or eight digits that are a day as 20YYMMDD. A `/` or `.` is in no reference. */
function isDate(word: string): boolean {
  const parts = word.split(/\p{Pd}+/u).filter((part) => part !== '')
  const [one = '', two = '', three = ''] = parts
  if (parts.length === 1) return /^20\d{6}$/.test(one) && isCalendarDay(one)
  if (parts.length !== 3) return false
  const isDayOfMonth = (text: string) => /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 31
  const isMonth = (text: string) =>
    (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 12) ||
    (/^[a-z]+$/i.test(text) && MONTH_NAMES.includes(text.slice(0, 3).toLowerCase()))
  const isYear = (text: string) => /^(?:\d{2}|\d{4})$/.test(text)
  const monthAndDay = (isMonth(one) && isDayOfMonth(two)) || (isDayOfMonth(one) && isMonth(two))
  return (monthAndDay && isYear(three)) || (isYear(one) && isMonth(two) && isDayOfMonth(three))
}

function isCalendarDay(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)].map(Number) as [
    number,
    number,
    number,
  ]
  const instant = new Date(Date.UTC(year, month - 1, day))
  return instant.getUTCMonth() === month - 1 && instant.getUTCDate() === day
}
