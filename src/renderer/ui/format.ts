import type { EpochMs } from '../../shared/contract/brands.ts'
import { durationParts, NO_DATA, numberFormats, share } from '../../shared/format/numbers.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import { displayLocale } from '../text/locale.ts'
import { translator } from '../text/translator.ts'
import { dateFormat } from './date-format.ts'

const SECOND = 1000
const DAY = 24 * HOUR_MS

const t = translator('format')

export { NO_DATA, share }
export const numbers = numberFormats(displayLocale)
export const { count, decimal, percent, dollars } = numbers

/** `47s`, `6m`, `1h 31m`. Rounded once, at the end. */
export function duration(ms: number): string {
  const parts = durationParts(ms)
  switch (parts.in) {
    case 'seconds':
      return t('seconds', { value: count(parts.seconds) })
    case 'minutes':
      return t('minutes', { value: count(parts.minutes) })
    case 'hours':
      return t('hoursAndMinutes', { hours: count(parts.hours), minutes: parts.minutes })
  }
}

/** For sums over people and days: `61.4h`; below an hour as `duration`. */
export function hours(ms: number): string {
  return ms < HOUR_MS ? duration(ms) : t('hours', { value: decimal(ms / HOUR_MS) })
}

/** `$3,420.00`: an amount as a remittance says it. */
export function exactDollars(cents: number): string {
  return (cents / 100).toLocaleString(displayLocale, { style: 'currency', currency: 'USD' })
}

/** `4 min`, `5 hr`, `46 days`: how far away, without a direction. */
export function roughly(ms: number): string {
  const away = Math.abs(ms)
  if (away < HOUR_MS) return t('aboutMinutes', { value: count(Math.max(1, Math.round(away / MINUTE_MS))) })
  if (away < 48 * HOUR_MS) return t('aboutHours', { value: count(Math.round(away / HOUR_MS)) })
  return t('aboutDays', { days: Math.round(away / DAY) })
}

/** `2:05 PM`. */
export function clock(at: EpochMs, zone: string): string {
  return formatted(at, zone, { hour: 'numeric', minute: '2-digit' })
}

/** `2:05:41 PM`. */
export function clockSeconds(at: EpochMs, zone: string): string {
  return formatted(at, zone, { hour: 'numeric', minute: '2-digit', second: '2-digit' })
}

/** `2 PM`: marks of an axis. */
export function clockHour(at: EpochMs, zone: string): string {
  return formatted(at, zone, { hour: 'numeric' })
}

/** `Sunday, November 29`. */
export function longDay(at: EpochMs, zone: string): string {
  return formatted(at, zone, { weekday: 'long', month: 'long', day: 'numeric' })
}

/** `Sun, Nov 29`. */
export function shortDay(at: EpochMs, zone: string): string {
  return formatted(at, zone, { weekday: 'short', month: 'short', day: 'numeric' })
}

/** `Nov 29`. */
export function monthDay(at: EpochMs, zone: string): string {
  return formatted(at, zone, { month: 'short', day: 'numeric' })
}

/** `Nov 2026`: marks of an axis. */
export function monthYear(at: EpochMs, zone: string): string {
  return formatted(at, zone, { month: 'short', year: 'numeric' })
}

/** `Nov 29, 2026`. */
export function day(at: EpochMs, zone: string): string {
  return formatted(at, zone, { month: 'short', day: 'numeric', year: 'numeric' })
}

/** `Nov 29, 2026, 2:05 PM`. */
export function dayAndClock(at: EpochMs, zone: string): string {
  return formatted(at, zone, { month: 'short', day: 'numeric', year: 'numeric', hour: 'numeric', minute: '2-digit' })
}

/** `Nov 29, 2026` of `2026-11-29`. */
export function dateText(isoDate: string): string {
  return day(Date.parse(`${isoDate}T00:00:00Z`), 'UTC')
}

/** `November 2026` of a day of it, as `2026-11-01`. */
export function monthName(isoDate: string): string {
  return formatted(Date.parse(`${isoDate}T00:00:00Z`), 'UTC', { month: 'long', year: 'numeric' })
}

/** `7:55 AM` of `07:55`. */
export function timeText(isoTime: string): string {
  const [hour = 0, minute = 0] = isoTime.split(':').map(Number)
  return clock(hour * HOUR_MS + minute * MINUTE_MS, 'UTC')
}

function formatted(at: EpochMs, zone: string, options: Intl.DateTimeFormatOptions): string {
  // ICU puts a narrow no-break space before AM and PM, which many fonts and searches do not know.
  return dateFormat(displayLocale, { timeZone: zone, ...options })
    .format(at)
    .replaceAll('\u202F', ' ')
}

/** `6 sec ago`, `4 min ago`, `3 hr ago`, `2 days ago`. An instant ahead of this clock is "just now". */
export function ago(at: EpochMs, now: EpochMs): string {
  const ms = now - at
  if (ms < SECOND) return t('justNow')
  if (ms < MINUTE_MS) return t('secondsAgo', { value: count(Math.floor(ms / SECOND)) })
  if (ms < HOUR_MS) return t('minutesAgo', { value: count(Math.floor(ms / MINUTE_MS)) })
  if (ms < 48 * HOUR_MS) return t('hoursAgo', { value: count(Math.floor(ms / HOUR_MS)) })
  return t('daysAgo', { days: Math.floor(ms / DAY) })
}

/** `In progress` of `in progress`, for a label that stands alone. */
export function capitalized(label: string): string {
  return label.charAt(0).toLocaleUpperCase(displayLocale) + label.slice(1)
}

/** A claim token is 64 hex digits: its ends tell two of them apart. */
export function shortToken(token: string): string {
  return `${token.slice(0, 6)}…${token.slice(-4)}`
}

/** How far a clock is off, to a tenth of a second: `420.0s`, `-1.3s`. @param ms ahead; below 0 behind */
export function clockOffset(ms: number): string {
  const tenths = Math.round(ms / 100)
  // Without the sign of a zero.
  return t('seconds', { value: decimal(tenths === 0 ? 0 : tenths / 10) })
}
