import { bottleneckMetrics } from './bottleneck.ts'
import type { MetricDefinition } from './definition.ts'
import { timeDimensions } from './dimensions.ts'
import { outcomeMetrics } from './outcome.ts'
import { slaMetrics } from './sla.ts'
import { teamMetrics } from './team.ts'
import { timeMetrics } from './time.ts'

const all = [...outcomeMetrics, ...timeMetrics, ...slaMetrics, ...bottleneckMetrics, ...teamMetrics]

export type MetricId = (typeof all)[number]['id']

/** Every metric. One that is counted on an instant can also be split by day, week and month. */
export const metricCatalog: readonly MetricDefinition<MetricId>[] = all.map((metric): MetricDefinition<MetricId> =>
  metric.countedOn === null ? metric : { ...metric, dimensions: [...metric.dimensions, ...timeDimensions] },
)

export const isMetricId = (id: string): id is MetricId => metricCatalog.some((metric) => metric.id === id)

export function metricDefinition(id: MetricId): MetricDefinition<MetricId> {
  const found = metricCatalog.find((metric) => metric.id === id)
  if (!found) throw new Error(`the catalog lacks ${id}`)
  return found
}
