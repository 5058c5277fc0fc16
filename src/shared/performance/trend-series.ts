import type { MetricAnswer, MetricRow } from '../contract/metrics.ts'
import { grouped } from '../grouped.ts'
import { metricDefinition, type MetricId } from '../metrics/catalog.ts'
import type { Dimension } from '../metrics/dimensions.ts'
import type { Period, TrendPeriod, TrendUnit } from './trend-periods.ts'

/** The values of a metric week by week or month by month, of the whole or of one key of a dimension. */
export interface TrendSeries {
  readonly key: string | null
  /** One for each week or month; null: no data. */
  readonly values: readonly (number | null)[]
  /** What orders series: all that was counted in the trend, of a ratio its denominator. */
  readonly size: number
}

/** Whether a metric can be split by week and month. Another one is as of an instant, and is asked for each of them. */
export const isCounted = (id: MetricId): boolean => metricDefinition(id).countedOn !== null

/** How the trends of some metrics are asked for: all of them counted on an instant, or none of them. */
export interface TrendQuestion {
  readonly dimensions: readonly Dimension[]
  readonly periods: readonly Period[]
}

export function trendQuestion(
  ids: readonly MetricId[],
  unit: TrendUnit,
  periods: readonly TrendPeriod[],
  split: Dimension | null = null,
): TrendQuestion {
  const counted = ids.every(isCounted)
  const [first, last] = [periods[0], periods.at(-1)]
  const whole = first && last ? [{ from: first.from, to: last.to }] : []
  return {
    dimensions: [...(split === null ? [] : [split]), ...(counted ? [unit] : [])],
    periods: counted ? whole : periods.map(({ from, to }) => ({ from, to })),
  }
}

interface Placed {
  readonly key: string | null
  readonly period: string
  readonly row: MetricRow
}

/** The series of a metric in the answers to such a question, the largest first. Without a split there is one. */
export function seriesOf(
  id: MetricId,
  answers: readonly MetricAnswer[],
  periods: readonly TrendPeriod[],
  split: boolean,
): readonly TrendSeries[] {
  const counted = isCounted(id)
  const placed = answers.flatMap(({ rows }, index) =>
    rows.map((row): Placed => ({
      key: split ? (row.keys[0] ?? null) : '',
      period: (counted ? row.keys.at(-1) : periods[index]?.key) ?? '',
      row,
    })),
  )
  const series = [...grouped(placed, ({ key }) => key)].map(([key, own]): TrendSeries => {
    const rows = new Map(own.map(({ period, row }) => [period, row]))
    return {
      key,
      values: periods.map((period) => rows.get(period.key)?.value ?? null),
      size: own.reduce((sum, { row }) => sum + (row.denominator ?? row.numerator ?? 0), 0),
    }
  })
  return series.toSorted((a, b) => b.size - a.size)
}
