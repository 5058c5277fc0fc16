/** The value of a dimension; null: not known. */
export type Key = string | null

/** One thing that a metric counts, such as a denial, a span or a share of a recovery. */
export interface Item {
  /** Places it in a period; null: the metric is as of an instant or runs through the period. */
  readonly at: number | null
  readonly key: (dimension: string) => Key
  /** Values that a filter finds it by, where they are several. */
  readonly matches?: (dimension: string) => readonly Key[] | null
}

export interface Result {
  readonly value: number | null
  readonly numerator: number | null
  readonly denominator: number | null
  readonly p50: number | null
  readonly p90: number | null
}

export interface Question {
  readonly from: number
  readonly to: number
  readonly now: number
}

/** A metric as this reading has it: the items of a period, and what a group of them amounts to. */
export interface Reading {
  readonly items: (question: Question) => readonly Item[]
  /** Null: there is no data. */
  readonly fold: (items: readonly Item[]) => Result | null
}

/** A metric with items of its own kind. */
export function reading<Of extends Item>(
  items: (question: Question) => readonly Of[],
  fold: (items: readonly Of[]) => Result | null,
): Reading {
  return { items, fold: (group) => fold(group as readonly Of[]) }
}

type Count<Of> = (items: readonly Of[]) => number | null

/** A sum; without items there is none. */
export const sumOf =
  <Of>(numerator: Count<Of>) =>
  (items: readonly Of[]): Result | null =>
    items.length === 0 ? null : { ...noTail, value: numerator(items), numerator: numerator(items), denominator: null }

/** A mean or a share, perhaps with the single values that it is the mean of. */
export const ratioOf =
  <Of>(
    numerator: Count<Of>,
    denominator: Count<Of>,
    valuesOf: (items: readonly Of[]) => readonly number[] = () => [],
  ) =>
  (items: readonly Of[]): Result | null => {
    if (items.length === 0) return null
    const [above, below] = [numerator(items), denominator(items)]
    const values = valuesOf(items)
    return {
      value: above === null || below === null || below === 0 ? null : above / below,
      numerator: above,
      denominator: below,
      p50: percentile(values, 0.5),
      p90: percentile(values, 0.9),
    }
  }

const noTail = { p50: null, p90: null } as const

export const total = <Of>(items: readonly Of[], valueOf: (item: Of) => number): number =>
  items.reduce((sum, item) => sum + valueOf(item), 0)

export const distinct = <Of>(items: readonly Of[], nameOf: (item: Of) => string | number | null): number =>
  new Set(items.map(nameOf).filter((found) => found !== null)).size

/** Between two values it is interpolated. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  const place = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) return null
  return below + (above - below) * (place - Math.floor(place))
}

export const isIn = (at: number | null, { from, to }: Question): boolean => at !== null && at >= from && at < to
