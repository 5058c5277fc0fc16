import { MINUTE_MS } from '../../shared/time.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { MetricId } from '../../shared/metrics/catalog.ts'
import type { Dimension } from '../../shared/metrics/dimensions.ts'
import {
  seriesOf,
  type TrendPeriod,
  trendQuestion,
  type TrendSeries,
  type TrendUnit,
} from '../../shared/performance/index.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { useMetricScope } from './use-metric.ts'

/** Trends aggregate up to a year, of which only the end still changes. */
const TRENDS_MS = 5 * MINUTE_MS

export interface TrendState {
  /** Null while they are loading. Without a dimension there is one. */
  readonly series: readonly TrendSeries[] | null
  readonly problem: ClientProblem | null
}

/** Trends of some metrics in one request: all of them counted on an instant, or none of them. */
export function useTrends(
  ids: readonly MetricId[],
  unit: TrendUnit,
  periods: readonly TrendPeriod[],
  split: Dimension | null = null,
): (id: MetricId) => TrendState {
  const { filters } = useMetricScope()
  const question = trendQuestion(ids, unit, periods, split)
  const { value, problem } = useTeamQuery(
    'queryMetrics',
    {
      metrics: [...ids],
      dimensions: [...question.dimensions],
      filters,
      periods: [...question.periods],
    },
    { everyMs: TRENDS_MS, enabled: ids.length > 0 },
  )
  return (id) => {
    const answers = value?.answers.find((answer) => answer.id === id)?.periods
    const series = answers && seriesOf(id, answers, periods, split !== null)
    return { series: series ?? null, problem: value ? null : problem }
  }
}
