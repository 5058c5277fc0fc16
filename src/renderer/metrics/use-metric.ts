import { createContext, useContext } from 'react'
import type { ClientProblem, MetricEntry, MetricQuery } from '../../shared/contract/clients.ts'
import type { MetricAnswer, MetricRow } from '../../shared/contract/reports.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { usePolled } from '../ui/use-polled.ts'

/** Metrics add up a whole period: once a minute is often enough. */
const METRICS_MS = 60_000

/** What all metrics of a screen are asked by: the period, what it is compared with, the filters. */
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
  /** The same of the period compared with; null while it is on its way, or not asked for. */
  readonly before: MetricAnswer | null
  readonly current: boolean
  readonly problem: ClientProblem | null
}

/** A metric of the screen's period and filters, and of what it is compared with. */
export function useMetric(id: string, by?: string, options: { readonly compare?: boolean } = {}): MetricState {
  const { compare = true } = options
  const { team } = useAppEnvironment()
  const { query, before } = useMetricScope()
  const now = usePolled(JSON.stringify([id, by, query]), () => team.read('metric', { id, ...query, by }), METRICS_MS)
  const then = usePolled(
    JSON.stringify([id, by, compare ? before : null]),
    async () => (compare ? team.read('metric', { id, ...before, by }) : null),
    compare ? METRICS_MS : null,
  )
  return {
    answer: now.value,
    before: then.current ? then.value : null,
    current: now.current,
    // An answer that is there is shown; that it could not be refreshed is said once, by the screen.
    problem: now.value && now.current ? null : now.problem,
  }
}

/** Names and definitions of all metrics; empty until they came. */
export function useCatalogue(): ReadonlyMap<string, MetricEntry> {
  const { team } = useAppEnvironment()
  const { value } = usePolled('metrics', () => team.read('metrics', {}), null)
  return new Map(value?.rows.map((entry) => [entry.id, entry]))
}

/** The whole's row: of an answer that was asked for without filters. */
export function wholeOf(answer: MetricAnswer | null): MetricRow | null {
  return answer?.rows[0] ?? null
}
