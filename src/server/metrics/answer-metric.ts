import type { MetricAnswer } from '../../shared/contract/reports.ts'
import type { MetricId } from '../../shared/metrics/index.ts'
import { keepAnswers } from '../cache/stale-while-revalidate.ts'
import type { Queries } from '../database/database.ts'
import type { LoadedQuery } from './load-query.ts'
import { readMetric } from './read-metric.ts'

/** What a question of the panel may take: an answer that took longer is kept. */
const WORTH_KEEPING_MS = 150
/** Questions that a tenant's supervisors look at within the time answers are kept. */
const KEPT = 500

export type MetricReader = (id: MetricId, loaded: LoadedQuery) => Promise<MetricAnswer>

/**
 * Answers questions to metrics. Where supervisors of a large tenant ask the same again and again, an answer that is dear to find is found once for all
 * of them, as of when it says; every other is of this moment. Another calendar, SLA or cost is another question.
 * @param keepMs how long such an answer is fresh, ms; until it is twice as old it is answered while it is found anew. Null: every answer is of this moment.
 */
export function createMetricReader(queries: Queries, keepMs: number | null, now: () => number): MetricReader {
  const kept = keepAnswers<MetricAnswer>({ freshMs: keepMs ?? 0, atMost: KEPT, worthMs: WORTH_KEEPING_MS, now })
  return async (id, { query, target, ignoredFilters }) => {
    const find = async () => ({ ...(await readMetric(queries, id, query, target)), ignoredFilters, asOf: query.now })
    if (keepMs === null) return find()
    const { now: _now, at: _at, ...question } = query
    return kept(JSON.stringify([id, question, target, ignoredFilters]), find)
  }
}
