import type { MetricAnswer, MetricEntry } from '../contract/metrics.ts'
import { metricDefinition, type MetricId } from '../metrics/index.ts'
import { toldIgnored } from './ignored-filters.ts'
import { isCounted } from './trend-series.ts'
import { isMet, isOfWork, totalOf } from './verdict.ts'

/** What a figure has to know of its metric. */
export type Judgeable = Pick<MetricEntry, 'direction'> & { readonly id: MetricId }

/** A metric in a period and in the one before. */
export interface Measured<Metric extends Judgeable = Judgeable> {
  readonly metric: Metric
  /** Null: not known, as while it is loading. */
  readonly answer: MetricAnswer | null
  readonly now: number | null
  readonly before: number | null
  readonly target: number | null
  /** Null: it has no target, or no data. */
  readonly met: boolean | null
}

export function measured<Metric extends Judgeable>(
  metric: Metric,
  answer: MetricAnswer | null,
  before: MetricAnswer | null,
): Measured<Metric> {
  const now = totalOf(answer)?.value ?? null
  const target = answer?.target ?? null
  const met = now === null || target === null ? null : isMet(now, target, metric.direction)
  return { metric, answer, now, before: totalOf(before)?.value ?? null, target, met }
}

/** The figures that are judged by a target, and those that miss it. One that ignores a filter says nothing of the team that is asked about. */
export function judgedByTarget<One extends Measured>(
  figures: readonly One[],
): { readonly judged: readonly One[]; readonly missed: readonly One[] } {
  const judged = figures.filter(
    ({ metric, met, answer }) => met !== null && toldIgnored(metric.id, answer).length === 0,
  )
  return { judged, missed: judged.filter(({ met }) => met === false) }
}

/** Metrics in three sets that are asked apart, so that the first do not wait for the others: of denials, of work, as of an instant. */
export function askedApart(ids: readonly MetricId[]): readonly (readonly MetricId[])[] {
  const ofWork = (id: MetricId) => isOfWork(metricDefinition(id).population)
  return [
    ids.filter((id) => isCounted(id) && !ofWork(id)),
    ids.filter((id) => isCounted(id) && ofWork(id)),
    ids.filter((id) => !isCounted(id)),
  ]
}
