import type { MetricAnswer } from '../contract/metrics.ts'
import { metricDefinition, type MetricId } from '../metrics/index.ts'
import { isOfWork } from './verdict.ts'

/**
 * The filters that a reader has to be told a number does not follow. Denials and remitted claims have no time that a filter by attribution could
 * leave out.
 * @param answer null: not known
 */
export const toldIgnored = (
  id: MetricId,
  answer: Pick<MetricAnswer, 'ignoredFilters'> | null | undefined,
): readonly string[] =>
  (answer?.ignoredFilters ?? []).filter(
    (filter) => filter !== 'attribution' || isOfWork(metricDefinition(id).population),
  )
