import type { MetricAnswer } from '../../shared/contract/reports.ts'

/** One payer × category × CARC, with what stands before it in the order of amounts. */
export interface Cause {
  readonly payer: string | null
  readonly category: string | null
  readonly carc: string | null
  readonly cents: number
  readonly denials: number | null
  /** Of all denied dollars, in [0, 1]. */
  readonly share: number
  /** With all causes before it. */
  readonly cumulative: number
}

/** Causes by falling amount. Both answers are by `payer,category,carc`. */
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
      const [payer = null, category = null, carc = null] = keys
      return {
        payer,
        category,
        carc,
        cents,
        denials: numbers.get(JSON.stringify(keys)) ?? null,
        share: cents / total,
        cumulative: before / total,
      }
    })
}

/** How many causes, from the largest on, make this share of all denied dollars. */
export function causesMaking(causes: readonly Cause[], part: number): number {
  // A sum of shares may end a rounding error short of 1.
  const last = causes.findIndex(({ cumulative }) => cumulative >= part - 1e-9)
  return last < 0 ? causes.length : last + 1
}
