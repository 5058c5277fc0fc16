import type { MetricAnswer, MetricEntry, MetricRow } from '../contract/metrics.ts'
import type { MetricId } from '../metrics/catalog.ts'

type Direction = MetricEntry['direction']

/** Judged by what has happened until now, so that later denials look worse than earlier ones did at their age. */
const young: readonly MetricId[] = ['resolution_rate', 'untouched_denials']
export const isYoung = (id: MetricId): boolean => young.includes(id)

/** Whether a metric is of recorded time or touches. */
export const isOfWork = (population: MetricEntry['population']) => population === 'time' || population === 'touches'

/** The only row of an answer without dimensions. */
export function totalOf(answer: MetricAnswer | null): MetricRow | null {
  return answer?.rows[0] ?? null
}

export function isMet(value: number, target: number, direction: Direction): boolean {
  return direction === 'down' ? value <= target : value >= target
}

/** A number beside that of the comparison period. */
export interface Compared {
  readonly unit: string
  readonly now: number | null
  readonly before: number | null
  readonly direction: Direction
}

/** What a change means. Null: neither better nor worse, or nothing to compare. */
export function verdictOf({ unit, now, before, direction }: Compared): 'better' | 'worse' | null {
  if (now === null || before === null || direction === 'neutral' || isSame(unit, now - before)) return null
  return (direction === 'down') === now < before ? 'better' : 'worse'
}

/** Whether a difference is too small to be shown. */
export const isSame = (unit: string, difference: number): boolean =>
  Math.abs(difference) < (unit === 'ratio' ? 0.0005 : 0.05)
