import { useMemo } from 'react'
import type { MetricEntry } from '../../shared/contract/metrics.ts'
import { isMetricId, type MetricId } from '../../shared/metrics/catalog.ts'
import {
  askedApart,
  type Measured,
  measured,
  type TrendPeriod,
  type TrendUnit,
} from '../../shared/performance/index.ts'
import { useMetrics } from '../metrics/use-metric.ts'
import { type TrendState, useTrends } from '../metrics/use-trends.ts'

/** An entry of the endpoint's catalog that this app knows. */
export type KnownMetric = MetricEntry & { readonly id: MetricId }

/** A metric in the period, the one before and its trend. */
export interface Figure extends Measured<KnownMetric> {
  readonly trend: TrendState
  readonly problem: string | null
}

/** All figures of the screen. */
export function useFigures(
  entries: readonly MetricEntry[],
  unit: TrendUnit,
  periods: readonly TrendPeriod[],
): readonly Figure[] {
  const metrics = useMemo(() => entries.filter(isKnown), [entries])
  const sets = useMemo(() => askedApart(metrics.map(({ id }) => id)), [metrics])
  const [ofDenials = [], ofWork = [], asOf = []] = sets
  const totals = [useMetrics(ofDenials), useMetrics(ofWork), useMetrics(asOf)]
  const trends = [useTrends(ofDenials, unit, periods), useTrends(ofWork, unit, periods), useTrends(asOf, unit, periods)]
  return metrics.flatMap((metric) => {
    const set = sets.findIndex((ids) => ids.includes(metric.id))
    const total = totals[set]?.(metric.id)
    const trend = trends[set]?.(metric.id)
    if (!total || !trend) return []
    const problem = (total.problem ?? trend.problem)?.message ?? null
    return { ...measured(metric, total.answer, total.before), trend, problem }
  })
}

const isKnown = (entry: MetricEntry): entry is KnownMetric => isMetricId(entry.id)
