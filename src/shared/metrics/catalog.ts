import { bottleneckMetrics } from './bottleneck.ts'
import type { MetricDefinition } from './definition.ts'
import { outcomeMetrics } from './outcome.ts'
import { slaMetrics } from './sla.ts'
import { teamMetrics } from './team.ts'
import { timeMetrics } from './time.ts'

const all = [...outcomeMetrics, ...timeMetrics, ...slaMetrics, ...bottleneckMetrics, ...teamMetrics] as const

export type MetricId = (typeof all)[number]['id']
export const metricCatalogue: readonly MetricDefinition<MetricId>[] = all

export const isMetricId = (id: string): id is MetricId => metricCatalogue.some((metric) => metric.id === id)

export function metricDefinition(id: MetricId): MetricDefinition<MetricId> {
  const found = metricCatalogue.find((metric) => metric.id === id)
  if (!found) throw new Error(`the catalogue lacks ${id}`)
  return found
}
