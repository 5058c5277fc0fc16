import type { EpochMs } from '../../shared/contract/brands.ts'

const MINUTE = 60_000
const HOUR = 3_600_000

/** `42 s`, `6 min`, `1 h 31`. Rounded once, at the end. */
export function duration(ms: number): string {
  if (ms < MINUTE) return `${Math.round(ms / 1000)} s`
  const minutes = Math.round(ms / MINUTE)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`
}

/** For sums over people and days: `61.4 h`; below an hour as `duration`. */
export function hours(ms: number): string {
  if (ms < HOUR) return duration(ms)
  return `${(ms / HOUR).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} h`
}

/** Part of a whole; null where there is no whole: "no data" is never 0. */
export function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

/** `31.2 %`, or `–` for no data. */
export function percent(value: number | null): string {
  return value === null ? '–' : `${(value * 100).toFixed(1)} %`
}

export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** `1 denial`, `34 touches`. */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** `$41,260`; below ten dollars with cents. Null: `–`. */
export function dollars(cents: number | null): string {
  if (cents === null) return '–'
  const digits = Math.abs(cents) < 1000 && cents % 100 !== 0 ? 2 : 0
  return (cents / 100).toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** `$3,420.00`: an amount as a remittance says it. */
export function exactDollars(cents: number): string {
  return (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' })
}

/** `4 min`, `5 h`, `3 d`: how far off, roughly. */
export function roughly(ms: number): string {
  const away = Math.abs(ms)
  if (away < HOUR) return `${Math.max(1, Math.round(away / MINUTE))} min`
  if (away < 48 * HOUR) return `${Math.round(away / HOUR)} h`
  return `${Math.round(away / (24 * HOUR))} d`
}

/** `14:02`. */
export function clock(at: EpochMs, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at)
}

/** `14:02:41`. */
export function clockSeconds(at: EpochMs, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(at)
}

/** `Friday, 20 November`. */
export function longDay(at: EpochMs, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' })
    .formatToParts(at)
    .filter((part) => part.type !== 'literal')
  const value = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return `${value('weekday')}, ${value('day')} ${value('month')}`
}

/** `Fri 20 Nov`. */
export function shortDay(at: EpochMs, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' })
    .format(at)
    .replace(',', '')
}

/** `20 Nov 2026`. */
export function day(at: EpochMs, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' }).format(
    at,
  )
}

/** `6 s ago`, `4 min ago`, `3 h ago`, `2 days ago`. An instant ahead of this clock is "just now". */
export function ago(at: EpochMs, now: EpochMs): string {
  const ms = now - at
  if (ms < 1000) return 'just now'
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s ago`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`
  if (ms < 48 * HOUR) return `${Math.floor(ms / HOUR)} h ago`
  return `${Math.floor(ms / (24 * HOUR))} days ago`
}

/** A claim token is 64 hex digits: its ends tell two of them apart. */
export function shortToken(token: string): string {
  return `${token.slice(0, 6)}…${token.slice(-4)}`
}

/** How far a clock is off, to a tenth of a second: `420.0 s`, `-1.3 s`. @param ms ahead; below 0 behind */
export function clockOffset(ms: number): string {
  const tenths = Math.round(ms / 100)
  // Without the sign of a zero.
  return `${(tenths === 0 ? 0 : tenths / 10).toFixed(1)} s`
}
