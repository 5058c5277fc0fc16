import type { MetricAnswer } from '../../shared/contract/metrics.ts'

/** One combination of values of the dimensions with its amount and its cumulative share. */
export interface Cause {
  /** One value for each dimension, in order. */
  readonly keys: readonly (string | null)[]
  readonly cents: number
  readonly denials: number | null
  /** Share of all denied dollars, in [0, 1]. */
  readonly share: number
  /** Share together with all larger causes. */
  readonly cumulative: number
}

/** Causes by descending amount. Both answers are by the same dimensions. */
export function causesOf(amounts: MetricAnswer, counts: MetricAnswer | null): readonly Cause[] {
  const numbers = new Map(counts?.rows.map(({ keys, value }) => [JSON.stringify(keys), value]))
  const rows = amounts.rows.filter(({ value }) => value !== null && value > 0)
  const total = rows.reduce((sum, { value }) => sum + (value ?? 0), 0)
  let before = 0
  return rows
    .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
    .map(({ keys, value }) => {
      const cents = value ?? 0
      before += cents
      return {
        keys,
        cents,
        denials: numbers.get(JSON.stringify(keys)) ?? null,
        share: cents / total,
        cumulative: before / total,
      }
    })
}

/** The number of largest causes that account for this share of all denied dollars. */
export function causesAccountingFor(causes: readonly Cause[], part: number): number {
  // The sum of all shares may be a rounding error below 1.
  const last = causes.findIndex(({ cumulative }) => cumulative >= part - 1e-9)
  return last < 0 ? causes.length : last + 1
}
