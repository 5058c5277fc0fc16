import type { MetricDefinition } from '../../shared/metrics/definition.ts'
import type { MetricId } from '../../shared/metrics/index.ts'
import {
  isSame,
  isYoung,
  toldIgnored,
  verdictOf,
  type Measured,
  type TrendPeriod,
} from '../../shared/performance/index.ts'
import { differenceText, dimensionName, metricText, monthDayText, texts } from './texts.ts'

/** The metrics in the table of key figures, in its order: those that a meeting asks for first. */
export const keyMetrics = [
  'denials_received',
  'denied_amount',
  'dollars_recovered',
  'appeal_overturn_rate',
  'write_offs',
  'days_to_resolution',
  'worked_within_sla',
  'overdue_denials',
  'open_amount',
  'minutes_per_denial',
  'hidden_work_tax',
  'denials_worked_per_fte',
  'recovery_per_hour',
] as const satisfies readonly MetricId[]

export type MeasuredMetric = Measured<MetricDefinition<MetricId>>

/** A trend to draw. */
export interface Trend {
  /** Null: no data. */
  readonly values: readonly (number | null)[]
  readonly target: number | null
  /** The last week has not ended. */
  readonly running: boolean
  /** The trend in words. */
  readonly text: string
}

export interface FigureRow {
  readonly name: string
  readonly now: string
  readonly before: string
  readonly change: string
  /** With whether it is met; empty: none. */
  readonly target: string
  readonly missed: boolean
  readonly trend: Trend
}

/** Marks of footnotes, one for each set of filters that some metrics cannot apply. */
const marks = ['*', '†', '‡'] as const

export interface Figures {
  readonly rows: readonly FigureRow[]
  /** What rows with a mark are not filtered by. */
  readonly notes: readonly string[]
}

/** The table of key figures. */
export function figuresOf(
  all: readonly MeasuredMetric[],
  trends: ReadonlyMap<MetricId, readonly (number | null)[]>,
  periods: readonly TrendPeriod[],
  zone: string,
): Figures {
  const shown = keyMetrics.flatMap((id) => all.filter(({ metric }) => metric.id === id))
  const ignored = [...new Set(shown.map(ignoredBy).filter((list) => list !== ''))]
  const markOf = (one: MeasuredMetric) => marks[ignored.indexOf(ignoredBy(one))] ?? ''
  return {
    rows: shown.map((one) => ({
      name: `${one.metric.name}${markOf(one)}`,
      now: metricText(one.metric.unit, one.now),
      before: metricText(one.metric.unit, one.before),
      change: changeText(one),
      target: targetText(one),
      missed: one.met === false,
      trend: trendOf(one, trends.get(one.metric.id) ?? [], periods, zone),
    })),
    notes: ignored.flatMap((list, index) => {
      const mark = marks[index]
      return mark === undefined ? [] : [texts.figures.notFiltered(mark, list.split(',').map(dimensionName))]
    }),
  }
}

const ignoredBy = ({ metric, answer }: MeasuredMetric): string => toldIgnored(metric.id, answer).join(',')

/** `up 3.1 pt, better` */
export function changeText({ metric: { id, unit, direction }, now, before }: MeasuredMetric): string {
  if (now === null) return ''
  if (before === null) return texts.figures.noEarlier
  const difference = now - before
  if (isSame(unit, difference)) return texts.figures.same
  const amount = differenceText(unit, difference)
  const verdict = verdictOf({ unit, now, before, direction: isYoung(id) ? 'neutral' : direction })
  return [difference > 0 ? texts.figures.up(amount) : texts.figures.down(amount), verdict]
    .filter((part) => part !== null)
    .join(', ')
}

/** `90.0% or more: met` */
function targetText({ metric: { unit, direction }, target, met }: MeasuredMetric): string {
  if (target === null || direction === 'neutral') return ''
  const wanted = texts.figures.target[direction](metricText(unit, target))
  return met === null ? wanted : `${wanted}: ${met ? texts.figures.met : texts.figures.missed}`
}

function trendOf(
  { metric: { name, unit }, target }: MeasuredMetric,
  values: readonly (number | null)[],
  periods: readonly TrendPeriod[],
  zone: string,
): Trend {
  const known = values.flatMap((value, index) => {
    const period = periods[index]
    return value === null || !period ? [] : [`${metricText(unit, value)} (${monthDayText(period.from, zone)})`]
  })
  const [first, last] = [known[0], known.at(-1)]
  return {
    values,
    target,
    running: periods.at(-1)?.running ?? false,
    text:
      first === undefined || last === undefined ? texts.figures.noTrend(name) : texts.figures.trend(name, first, last),
  }
}
