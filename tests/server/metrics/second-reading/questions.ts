import { metricCatalog, type MetricId } from '../../../../src/shared/metrics/index.ts'
import { clockBefore } from './days.ts'
import { people } from './people.ts'

export interface Period {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** One question to all metrics that have its dimensions. */
export interface Asked {
  readonly metrics: readonly MetricId[]
  readonly dimensions: readonly string[]
  /** By query parameter. */
  readonly filters: Readonly<Record<string, string>>
  readonly periods: readonly Period[]
}

const DAY_MS = 86_400_000
const ids = metricCatalog.map(({ id }) => id)

/** The whole, each dimension, some of two, and filters, each over periods of many kinds. */
export function questionsOf(now: number, splits: 1 | 2): readonly Asked[] {
  const midnight = (daysAgo: number) => clockBefore(now, daysAgo, '00:00')
  const sunday = [1, 2, 3, 4, 5, 6, 7].find((days) => new Date(midnight(days)).getDay() === 0) ?? 7
  const weeks = { name: 'the weeks of the sample', from: midnight(13), to: midnight(-1) }
  const running = { name: 'a week that runs', from: midnight(6), to: midnight(-1) }
  const day = { name: 'a day', from: midnight(2), to: midnight(1) }
  const ended = { name: 'a week that ended', from: midnight(sunday + 6), to: midnight(sunday - 1) }
  const odd = {
    name: 'odd hours',
    from: clockBefore(now, 5, '10:20') + 34_567,
    to: clockBefore(now, 2, '14:00') + 777,
  }
  const wholes = [
    weeks,
    running,
    day,
    ended,
    odd,
    { name: 'all', from: midnight(200), to: now + DAY_MS },
    { name: 'Sunday', from: midnight(sunday), to: midnight(sunday - 1) },
    { name: 'until now', from: clockBefore(now, 1, '09:00'), to: now },
    { name: 'next week', from: midnight(-5), to: midnight(-9) },
    { name: 'a day a week ago', from: midnight(8), to: midnight(7) },
    { name: 'long ago', from: 0, to: 1000 * DAY_MS },
  ]
  const dimensions = [...new Set(metricCatalog.flatMap((metric) => metric.dimensions))]
  return [
    { metrics: ids, dimensions: [], filters: {}, periods: wholes },
    ...dimensions.map((dimension) => by([dimension], [weeks, odd].slice(0, splits))),
    ...pairs.map((pair) => by(pair, [weeks])),
    ...attributionQuestions.map(([split, filter]) => ({ ...by(split, [weeks]), filters: filter })),
    ...filters.map((filter) => ({ metrics: ids, dimensions: [], filters: filter, periods: [weeks] })),
  ]
}

const by = (dimensions: readonly string[], periods: readonly Period[]): Asked => ({
  metrics: metricCatalog
    .filter((metric) => dimensions.every((dimension) => metric.dimensions.some((own) => own === dimension)))
    .map(({ id }) => id),
  dimensions,
  filters: {},
  periods,
})

const pairs = [
  ['team', 'day'],
  ['payer', 'week'],
  ['user', 'category'],
  ['category', 'age_bucket'],
] as const

/** What is left out by attribution moves between the values of a dimension. */
const attributionQuestions: readonly (readonly [dimensions: readonly string[], filters: Asked['filters']])[] = [
  [['payer'], { attribution: 'seen,stated' }],
  [['category'], { attribution: 'seen,stated' }],
  [['user', 'category'], { attribution: 'seen' }],
  [['attribution'], { attribution: 'stated,inferred' }],
  [['team', 'day'], { attribution: 'seen' }],
  [['value_band'], { attribution: 'inferred' }],
]

const [first] = people
const filters: readonly Readonly<Record<string, string>>[] = [
  { team: 'Texas denials' },
  { user: first?.name ?? '' },
  { payer: 'Aetna' },
  { payer: '' },
  { category: 'authorization' },
  { valueBand: 'under_100,2000_9999' },
  { ageBucket: '8_14,15_30' },
  { state: 'written_off,new' },
  { shift: 'Day' },
  { attribution: 'seen,stated' },
  { attribution: 'inferred', team: 'Texas denials' },
  { attribution: 'seen', payer: 'Aetna', category: 'authorization' },
  { carc: '16', team: 'Ohio denials', queue: '' },
]
