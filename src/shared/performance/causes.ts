import type { MetricAnswer } from '../contract/metrics.ts'

/** One combination of values of the dimensions with its amount and its cumulative share. */
export interface Cause {
  /** One value for each dimension, in order. */
  readonly keys: readonly (string | null)[]
  readonly cents: number
  readonly denials: number | null
  /** Against the comparison period; null while it is loading. A cause that it does not have is new: all of it is the change. */
  readonly changeCents: number | null
  readonly changeDenials: number | null
  /** Share of all denied dollars, in [0, 1]. */
  readonly share: number
  /** Share together with all larger causes. */
  readonly cumulative: number
}

/** Denied amounts and numbers of denials by the same dimensions. */
export interface CauseAnswers {
  readonly amounts: MetricAnswer | null
  readonly counts: MetricAnswer | null
}

const valuesOf = (answer: MetricAnswer | null) =>
  new Map(answer?.rows.map(({ keys, value }) => [JSON.stringify(keys), value ?? 0]))

/** Causes by descending amount. */
export function causesOf({ amounts, counts }: CauseAnswers, before: CauseAnswers): readonly Cause[] {
  if (!amounts) return []
  const numbers = valuesOf(counts)
  const [amountsBefore, numbersBefore] = [valuesOf(before.amounts), valuesOf(before.counts)]
  const rows = amounts.rows.filter(({ value }) => value !== null && value > 0)
  const total = rows.reduce((sum, { value }) => sum + (value ?? 0), 0)
  let larger = 0
  return rows
    .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
    .map(({ keys, value }) => {
      const cents = value ?? 0
      const key = JSON.stringify(keys)
      const denials = numbers.get(key) ?? null
      larger += cents
      return {
        keys,
        cents,
        denials,
        changeCents: before.amounts && cents - (amountsBefore.get(key) ?? 0),
        changeDenials: before.counts && denials !== null ? denials - (numbersBefore.get(key) ?? 0) : null,
        share: cents / total,
        cumulative: larger / total,
      }
    })
}

/** The causes of the comparison period that this period does not have: how many, and their amount. */
export function causesGone(
  causes: readonly Cause[],
  before: MetricAnswer,
): { readonly count: number; readonly cents: number } {
  const still = new Set(causes.map(({ keys }) => JSON.stringify(keys)))
  const gone = before.rows.filter(({ keys, value }) => value !== null && value > 0 && !still.has(JSON.stringify(keys)))
  return { count: gone.length, cents: gone.reduce((sum, { value }) => sum + (value ?? 0), 0) }
}

/** The number of largest causes that account for this share of all denied dollars. */
export function causesAccountingFor(causes: readonly Cause[], part: number): number {
  // The sum of all shares may be a rounding error below 1.
  const last = causes.findIndex(({ cumulative }) => cumulative >= part - 1e-9)
  return last < 0 ? causes.length : last + 1
}
