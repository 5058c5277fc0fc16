/** What one benchmark found: a figure, and one to hold it against that was measured in the same run, turn by turn. */
export interface BenchResult {
  readonly name: string
  /** Of both figures, e.g. `rows/s`. */
  readonly unit: string
  readonly measured: number
  readonly baseline: number
  /** The aim for `measured / baseline`; null: measured for information. */
  readonly target: Target | null
  /** What the baseline is, and what else should be known. */
  readonly notes: readonly string[]
}

export type Target = { readonly atMost: number } | { readonly atLeast: number }

export const ratioOf = ({ measured, baseline }: BenchResult): number => measured / baseline

/** Null without a target. */
export const isMet = (result: BenchResult): boolean | null => {
  const { target } = result
  if (target === null) return null
  return 'atMost' in target ? ratioOf(result) <= target.atMost : ratioOf(result) >= target.atLeast
}

export interface BenchOptions {
  /** Just enough to see that it runs. */
  readonly small: boolean
  /** Told how far it is. */
  readonly said: (text: string) => void
}
