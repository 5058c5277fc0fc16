import { metricDefinition, type MetricId } from '../../shared/metrics/catalog.ts'
import { denialFilterNames, type FilterName, type Filters } from '../metrics/filters.ts'
import type { Drilldown } from './panel-view.ts'

/** Metrics that the lists of recorded time explain. */
const listsOfTime: { readonly [Id in MetricId]?: Drilldown } = {
  active_minutes: { list: 'spans', presence: 'active' },
  call_minutes: { list: 'spans', presence: 'active', call: 'true' },
  touches: { list: 'touches' },
  denials_touched: { list: 'touches' },
  minutes_per_denial: { list: 'touches' },
  touches_per_denial: { list: 'touches' },
}

/**
 * The rows behind a metric; null if no list has them. Denials have a list for each metric. The lists of recorded time know its people and the
 * payer of the window, but not the denial.
 * @param key the value of a dimension that the number is of, by its filter; '' for none
 */
export function rowsBehind(
  metric: MetricId,
  filters: Filters,
  key: Readonly<Partial<Record<FilterName, string>>> = {},
): Drilldown | null {
  if (metricDefinition(metric).population === 'denials') return { list: 'denials', metric, ...key }
  const list = listsOfTime[metric]
  const isFiltered = denialFilterNames.some((name) => filters[name] !== undefined)
  const { user, ...others } = key
  if (!list || isFiltered || user === '' || Object.keys(others).length > 0) return null
  return user === undefined ? list : { ...list, user }
}
