import type { EpochMs } from '../../shared/contract/brands.ts'
import type { MetricAnswer } from '../../shared/contract/metrics.ts'
import { metricDefinition } from '../../shared/metrics/index.ts'
import { staleWhileRevalidate } from '../cache/stale-while-revalidate.ts'
import type { Scope } from '../identity/scope.ts'
import type { LoadedTerms, MetricQuestion } from './metric-question.ts'
import { queryMetrics, type MetricAnswers } from './query-metrics.ts'

/** A question that takes longer is expensive: its answer is cached. */
const EXPENSIVE_MS = 150
const MOST_CACHED = 500

export interface Answered {
  readonly answers: readonly MetricAnswers[]
  readonly asOf: EpochMs
}

export type MetricReader = (scope: Scope, question: MetricQuestion, terms: LoadedTerms) => Promise<Answered>

/**
 * Answers metric questions. Expensive answers are cached and shared by everyone with the same scope, because supervisors of a large tenant
 * ask the same questions (docs/decisions/0013).
 * @param freshMs how long a cached answer is fresh; null: no cache
 */
export function createMetricReader(freshMs: number | null, now: () => EpochMs): MetricReader {
  const cached = staleWhileRevalidate<Answered>({
    freshMs: freshMs ?? 0,
    maximumKeys: MOST_CACHED,
    minimumCostMs: EXPENSIVE_MS,
    now,
  })
  return async (scope, question, terms) => {
    const compute = async () => ({ answers: await queryMetrics(scope, question, terms), asOf: terms.now })
    if (freshMs === null) return compute()
    // Other settings make it another question. The targets are added to the answer later.
    const { now: _now, targets: _targets, ...settings } = terms
    return cached(JSON.stringify([scope.people, question, settings]), compute)
  }
}

/** The answer of one metric for one period of the question, as it goes over the wire. */
export function metricAnswer(
  { id, ignoredFilters, periods }: MetricAnswers,
  period: number,
  { asOf, targets, recordsFrom }: Pick<Answered, 'asOf'> & Pick<LoadedTerms, 'targets' | 'recordsFrom'>,
  from: EpochMs,
): MetricAnswer {
  const { unit, target } = metricDefinition(id)
  const { rows = [], unattributedShare = null } = periods[period] ?? {}
  return {
    id,
    unit,
    target: targets[id] ?? target,
    unattributedShare,
    ignoredFilters,
    asOf,
    recordsFrom: from < recordsFrom ? recordsFrom : null,
    rows,
  }
}
