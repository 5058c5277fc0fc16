import { MINUTE_MS, SECOND_MS } from '../time.ts'

/** What stands where there is no data. Zero is data. */
export const NO_DATA = '–'

/** Part of a whole; null where there is no whole: "no data" is never 0. */
export function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

/** Numbers as people of a locale read them. */
export interface NumberFormats {
  /** `1,234` */
  readonly count: (value: number) => string
  /** `1,234.5`: always one digit after the point. */
  readonly decimal: (value: number) => string
  /** `31.2%`, or `–` for no data. */
  readonly percent: (value: number | null) => string
  /** `$41,260`; below ten dollars with cents. Null: `–`. */
  readonly dollars: (cents: number | null) => string
}

export function numberFormats(locale: string): NumberFormats {
  // Made once: to make a format takes far longer than to use it.
  const format = (options: Intl.NumberFormatOptions) => {
    const made = new Intl.NumberFormat(locale, options)
    return (value: number) => made.format(value)
  }
  const oneDigit = { minimumFractionDigits: 1, maximumFractionDigits: 1 }
  const money = (digits: number) =>
    format({ style: 'currency', currency: 'USD', minimumFractionDigits: digits, maximumFractionDigits: digits })
  const [inPercent, inDollars, inDollarsAndCents] = [format({ style: 'percent', ...oneDigit }), money(0), money(2)]
  return {
    count: format({}),
    decimal: format(oneDigit),
    percent: (value) => (value === null ? NO_DATA : inPercent(value)),
    dollars: (cents) => {
      if (cents === null) return NO_DATA
      return (Math.abs(cents) < 1000 && cents % 100 !== 0 ? inDollarsAndCents : inDollars)(cents / 100)
    },
  }
}

/** The units beside numbers, in a language. */
export interface UnitWords {
  readonly hours: string
  readonly minutes: string
  readonly days: string
  readonly perHour: string
  readonly points: (value: string) => string
}

/** A metric's value in two parts: the number, and the unit that is set smaller. Null is `–`: no data is never 0. */
export type MetricParts = (unit: string, value: number | null) => readonly [number: string, suffix: string]

export function metricFormat({ count, decimal, dollars }: NumberFormats, words: UnitWords): MetricParts {
  const amount = (value: number) => (value < 100 ? decimal(value) : count(Math.round(value * 10) / 10))
  return (unit, value) => {
    if (value === null) return [NO_DATA, '']
    switch (unit) {
      case 'ratio':
        return [decimal(value * 100), '%']
      case 'cents':
        return [dollars(value), '']
      case 'cents_per_hour':
        return [dollars(value), words.perHour]
      case 'min':
        return value >= 600 ? [amount(value / 60), words.hours] : [amount(value), words.minutes]
      case 'hours':
        return [amount(value), words.hours]
      case 'days':
        return [amount(value), words.days]
      default:
        return [Number.isInteger(value) ? count(value) : amount(value), '']
    }
  }
}

/** A difference without its sign; ratios in percentage points. */
export function metricDifference(
  { decimal }: NumberFormats,
  words: UnitWords,
  parts: MetricParts,
): (unit: string, difference: number) => string {
  return (unit, difference) => {
    const size = Math.abs(difference)
    return unit === 'ratio' ? words.points(decimal(size * 100)) : parts(unit, size).join('')
  }
}

/** A length of time in its largest units, rounded once, at the end. */
export type Duration =
  | { readonly in: 'seconds'; readonly seconds: number }
  | { readonly in: 'minutes'; readonly minutes: number }
  | { readonly in: 'hours'; readonly hours: number; readonly minutes: string }

export function durationParts(ms: number): Duration {
  if (ms < MINUTE_MS) return { in: 'seconds', seconds: Math.round(ms / SECOND_MS) }
  const minutes = Math.round(ms / MINUTE_MS)
  if (minutes < 60) return { in: 'minutes', minutes }
  return { in: 'hours', hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, '0') }
}
