import { createContext, useContext } from 'react'
import type { ClientProblem, MetricQuery } from '../../shared/contract/clients.ts'
import type { MetricEntry } from '../../shared/contract/metrics.ts'
import type { MetricAnswer, MetricRow } from '../../shared/contract/metrics.ts'
import { useTeamQuery } from '../query/use-team-query.ts'

/** Metrics aggregate a whole period, so they are refreshed once a minute. */
const METRICS_MS = 60_000

/** The period, the comparison period and the filters that all metrics of a screen use. */
export interface MetricScope {
  readonly query: MetricQuery
  readonly before: MetricQuery
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

/** A metric for the screen's period and filters, and for the comparison period. */
export function useMetric(id: string, by?: string, options: { readonly compare?: boolean } = {}): MetricState {
  const { compare = true } = options
  const { query, before } = useMetricScope()
  const now = useTeamQuery('metric', { id, ...query, by }, { everyMs: METRICS_MS })
  const then = useTeamQuery('metric', { id, ...before, by }, { everyMs: METRICS_MS, enabled: compare })
  return {
    answer: now.value,
    before: compare ? then.value : null,
    // An existing answer stays visible; the screen reports once that the refresh failed.
    problem: now.value ? null : now.problem,
  }
}

/** Names and definitions of all metrics; empty while they are loading. */
export function useMetricCatalog(): ReadonlyMap<string, MetricEntry> {
  const { value } = useTeamQuery('metrics', {})
  return new Map(value?.rows.map((entry) => [entry.id, entry]))
}

/** The only row of an answer without dimensions. */
export function totalOf(answer: MetricAnswer | null): MetricRow | null {
  return answer?.rows[0] ?? null
}
