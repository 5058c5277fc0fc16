import { createContext, useContext } from 'react'
import { MINUTE_MS } from '../../shared/time.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { MetricAnswer, MetricEntry } from '../../shared/contract/metrics.ts'
import type { Period } from '../../shared/performance/index.ts'
import type { MetricId } from '../../shared/metrics/catalog.ts'
import type { Dimension } from '../../shared/metrics/dimensions.ts'
import { useMayCall } from '../app/use-screens.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import type { Filters } from './filters.ts'

/** Metrics aggregate a whole period, so they are refreshed once a minute. */
const METRICS_MS = MINUTE_MS

/** The period, the comparison period and the filters that all metrics of a screen use. */
export interface MetricScope {
  readonly filters: Filters
  readonly period: Period
  readonly before: Period
  readonly people: ReadonlyMap<string, string>
}
const MetricScopeContext = createContext<MetricScope | null>(null)
export const MetricScopeProvider = MetricScopeContext.Provider

export function useMetricScope(): MetricScope {
  const scope = useContext(MetricScopeContext)
  if (!scope) throw new Error('no metric scope above this component')
  return scope
}

export interface MetricState {
  readonly answer: MetricAnswer | null
  /** The answer for the comparison period; null while it is loading or if none was requested. */
  readonly before: MetricAnswer | null
  readonly problem: ClientProblem | null
}

interface MetricOptions {
  /** Whether to ask for the comparison period, too. */
  readonly compare?: boolean
}

/** Several metrics for the screen's period and filters, in one request. Every one must have the dimensions. Who may not ask gets no answer. */
export function useMetrics(
  ids: readonly MetricId[],
  dimensions: readonly Dimension[] = [],
  { compare = true }: MetricOptions = {},
): (id: MetricId) => MetricState {
  const { filters, period, before } = useMetricScope()
  const mayAsk = useMayCall('queryMetrics')
  const { value, problem } = useTeamQuery(
    'queryMetrics',
    { metrics: [...ids], dimensions: [...dimensions], filters, periods: compare ? [period, before] : [period] },
    { everyMs: METRICS_MS, enabled: mayAsk && ids.length > 0 },
  )
  return (id) => {
    const [now = null, then = null] = value?.answers.find((answer) => answer.id === id)?.periods ?? []
    // An existing answer stays visible; the screen reports once that the refresh failed.
    return { answer: now, before: then, problem: value ? null : problem }
  }
}

/** One metric for the screen's period and filters. */
export function useMetric(id: MetricId, dimensions?: readonly Dimension[], options?: MetricOptions): MetricState {
  return useMetrics([id], dimensions, options)(id)
}

/** Names and definitions of all metrics; empty while they are loading. */
export function useMetricCatalog(): ReadonlyMap<string, MetricEntry> {
  const { value } = useTeamQuery('metrics', {})
  return new Map(value?.rows.map((entry) => [entry.id, entry]))
}
