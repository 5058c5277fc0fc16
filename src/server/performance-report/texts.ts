import { ageBucketNames, categoryNames, denialStateNames, valueBandNames } from '../../shared/format/value-names.ts'
import { durationParts, metricDifference, metricFormat, numberFormats } from '../../shared/format/numbers.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { dimensions, type DimensionDefinition } from '../../shared/metrics/dimensions.ts'

const LOCALE = 'en-US'

const numbers = numberFormats(LOCALE)
export const { count, percent, dollars } = numbers

const words = {
  hours: 'h',
  minutes: ' min',
  days: ' days',
  perHour: '/hr',
  points: (value: string) => `${value} pt`,
} as const
const parts = metricFormat(numbers, words)

/** A metric's value as the screens show it. Null is `–`. */
export const metricText = (unit: string, value: number | null): string => parts(unit, value).join('')
/** A difference without its sign. */
export const differenceText = metricDifference(numbers, words, parts)

/** `2h 05m` */
export function durationText(ms: number): string {
  const length = durationParts(ms)
  switch (length.in) {
    case 'seconds':
      return `${count(length.seconds)}s`
    case 'minutes':
      return `${count(length.minutes)}m`
    case 'hours':
      return `${count(length.hours)}h ${length.minutes}m`
  }
}

/** `Nov 29, 2026` */
export const dayText = (at: EpochMs, zone: string) =>
  formatted(at, zone, { month: 'short', day: 'numeric', year: 'numeric' })

/** `Nov 29` */
export const monthDayText = (at: EpochMs, zone: string) => formatted(at, zone, { month: 'short', day: 'numeric' })

/** `Nov 29, 2026, 2:05 PM EST` */
export const momentText = (at: EpochMs, zone: string) =>
  formatted(at, zone, {
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  })

/** The days of a period: `Oct 24, 2026 – Nov 20, 2026`. */
export function datesText({ from, to }: { readonly from: EpochMs; readonly to: EpochMs }, zone: string): string {
  const [first, last] = [dayText(from, zone), dayText(to - 1, zone)]
  return first === last ? first : `${first} – ${last}`
}

function formatted(at: EpochMs, zone: string, options: Intl.DateTimeFormatOptions): string {
  // ICU puts a narrow no-break space before AM and PM, which plain-text mail shows as a sign of its own.
  return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options }).format(at).replaceAll('\u202F', ' ')
}

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `payer`, `denial category`, but `CARC`. */
export function dimensionName(id: string): string {
  const label = dimensions.find((dimension: DimensionDefinition) => dimension.id === id)?.label ?? id
  return /^\p{Lu}{2}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)
}

const valueNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  category: categoryNames,
  state: denialStateNames,
  value_band: valueBandNames,
  age_bucket: ageBucketNames,
}

/** The name of a dimension's value. */
export function valueName(dimension: string, value: string | null): string {
  if (value === null || value === '')
    return dimension === 'payer' ? 'payer not identified' : `no ${dimensionName(dimension)}`
  const known = valueNames[dimension]?.[value]
  if (known !== undefined) return known
  switch (dimension) {
    case 'category':
    case 'state':
      return value.replaceAll('_', ' ')
    case 'carc':
    case 'rarc':
      return `${dimension.toUpperCase()} ${value}`
    default:
      return value
  }
}

/** `1 denial`, `2 denials` */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`

/** What the page and the message say, beside what findings and metrics say themselves. */
export const texts = {
  title: 'Denial performance',
  header: (period: string, before: string) => `${period}, compared to ${before}`,
  everything: 'All teams and payers',
  notFiltered: (names: readonly string[]) => `Not filtered by ${names.join(' and ')}.`,
  filter: (dimension: string, value: string) => `${capitalized(dimension)}: ${value}`,
  made: (at: string) => `As of ${at}`,
  targets: {
    none: 'No metric with a target has data in this period.',
    met: (met: number, all: number) => `${count(met)} of ${counted(all, 'target')} met.`,
    missed: (list: readonly string[]) => `Missed: ${list.join('; ')}`,
    more: (more: number) => `${count(more)} more`,
    one: (name: string, value: string, target: string) => `${name} ${value} (target ${target})`,
  },
  figures: {
    title: 'Key figures',
    columns: ['Metric', 'This period', 'Before', 'Change', 'Target', '13 weeks'],
    noEarlier: 'no earlier data',
    same: 'no change',
    up: (amount: string) => `up ${amount}`,
    down: (amount: string) => `down ${amount}`,
    target: { up: (target: string) => `${target} or more`, down: (target: string) => `${target} or less` },
    met: 'met',
    missed: 'missed',
    notFiltered: (mark: string, names: readonly string[]) => `${mark} ${texts.notFiltered(names)}`,
    legend: (days: string) => `Trends: ${days}. Dashed line = target. Open dot = week so far.`,
    trend: (name: string, first: string, last: string) => `${name}, 13 weeks: from ${first} to ${last}`,
    noTrend: (name: string) => `${name}: no data for this trend`,
  },
  sla: {
    title: 'Are we within SLA, week by week?',
    explanation: (since: string | null, target: string | null) =>
      `Share of first touches within SLA${since === null ? '' : `, recorded since the week of ${since}`}.${target === null ? '' : ` Dashed line = target ${target}.`}`,
    none: 'No first touches with an SLA in these weeks.',
  },
  effort: {
    title: 'Is it worth it?',
    columns: ['Payer', 'Per hour', 'Recovered', 'Denied', 'Active time', 'Overturned', 'Worth it?'],
    none: 'No work, denials or recovery by payer in this period.',
    lead: (best: string, bestRate: string, worst: string, worstRate: string) =>
      `${best} recovers the most for the time (${bestRate}), ${worst} the least (${worstRate}).`,
    more: (more: number) => `${counted(more, 'more payer')} not shown.`,
    notAttributed: (part: string) => `${part} of denial work names no known denial and is in no row.`,
    pays: (amount: string) => `Yes: ${amount} back per $1 of labor`,
    costs: (amount: string) => `No: ${amount} back per $1 of labor`,
    nothing: 'Nothing recovered yet',
    noTime: 'No time recorded',
    above: (rate: string) => `Above the average of ${rate}`,
    below: (rate: string) => `Below the average of ${rate}`,
  },
  causes: {
    title: 'Root causes',
    lead: (amount: string, part: number, all: number) =>
      `${amount} denied. ${count(part)} of ${counted(all, 'root cause accounts', 'root causes account')} for 80%.`,
    columns: ['Payer', 'Reason', 'CARC', 'Denied', 'Change', 'Denials'],
    none: 'No denials match this period and these filters.',
    more: (more: number, amount: string) => `${counted(more, 'more root cause')} (${amount}) not shown.`,
  },
  advice: {
    title: 'What to do',
    none: 'Nothing stands out: no insight has enough data in this period.',
    more: (more: number) => `${counted(more, 'more insight')} not shown.`,
  },
  footer: 'TouchLedger. Totals of teams and payers; no claim and no patient is named.',
} as const
