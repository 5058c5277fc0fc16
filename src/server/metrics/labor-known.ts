import { Temporal } from 'temporal-polyfill'
import { startOfDay } from '../../shared/business-time/index.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { MetricRow } from '../../shared/contract/metrics.ts'
import { isTimeDimension, type Dimension, type MetricId, type TimeDimension } from '../../shared/metrics/index.ts'
import type { MetricTerms } from './metric-query.ts'

/** Metrics of the labor that was recorded. */
const ofLabor: ReadonlySet<MetricId> = new Set<MetricId>([
  'cost_per_denial',
  'all_labor_per_denial',
  'loaded_cost_per_denial',
  'cost_to_recover',
])

/** The rows of a metric whose labor is known. What was resolved before the team began to record did not cost $0. @param to end of the period */
export function withLaborKnown(
  id: MetricId,
  rows: readonly MetricRow[],
  { dimensions, to }: { readonly dimensions: readonly Dimension[]; readonly to: EpochMs },
  { firstRecorded, zone }: Pick<MetricTerms, 'firstRecorded' | 'zone'>,
): readonly MetricRow[] {
  if (!ofLabor.has(id)) return rows
  if (firstRecorded === null) return []
  const unit = dimensions.find(isTimeDimension)
  if (unit === undefined) return to > firstRecorded ? rows : []
  const place = dimensions.indexOf(unit)
  return rows.filter(({ keys }) => {
    const key = keys[place]
    return (key ? startOfDay(dayAfter(key, unit), zone) : to) > firstRecorded
  })
}

/** The day after a day, week or month. @param key its first day */
const dayAfter = (key: string, unit: TimeDimension): Temporal.PlainDate =>
  Temporal.PlainDate.from(key).add({ [`${unit}s`]: 1 })
