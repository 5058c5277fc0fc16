import type { TrendPeriod, TrendPoint, TrendSeries, TrendUnit } from '../../shared/performance/index.ts'
import { translator } from '../text/translator.ts'
import { day, monthDay, monthYear } from '../ui/format.ts'
import { metricText } from '../ui/metric-value.ts'

const t = translator('performance.trend')
const tRange = translator('team.previous')

/** What the trends of the screen are of. */
export interface Trend {
  readonly unit: TrendUnit
  readonly periods: readonly TrendPeriod[]
  readonly zone: string
}

/** The points of a series with the names of their weeks or months; without a series, none has data. */
export function pointsOf(series: TrendSeries | undefined, { unit, periods, zone }: Trend): readonly TrendPoint[] {
  return periods.map(({ key, from, running }, index) => ({
    key,
    name: unit === 'week' ? monthDay(from, zone) : monthYear(from, zone),
    value: series?.values[index] ?? null,
    running,
  }))
}

/** The days of a period, with the year: `Oct 24, 2026 – Nov 20, 2026`. */
export function datesText(from: number, to: number, zone: string): string {
  const [first, last] = [day(from, zone), day(to - 1, zone)]
  return first === last ? first : tRange('range', { from: first, to: last })
}

/** A trend in one or two sentences. */
export function trendText(name: string, points: readonly TrendPoint[], unit: string, target: number | null): string {
  const known = points.flatMap(({ value, ...point }) => (value === null ? [] : [{ ...point, value }]))
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last) return `${name}: ${t('none')}`
  const values = known.map(({ value }) => value)
  const summary = t('summary', {
    name,
    firstTime: first.name,
    first: metricText(unit, first.value),
    lastTime: last.name,
    last: metricText(unit, last.value),
    low: metricText(unit, Math.min(...values)),
    high: metricText(unit, Math.max(...values)),
  })
  return target === null ? summary : `${summary} ${t('summaryTarget', { target: metricText(unit, target) })}`
}
