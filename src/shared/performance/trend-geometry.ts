/** A week or month of a trend line. */
export interface TrendPoint {
  readonly key: string
  /** As it stands at the axis: `Nov 16`. */
  readonly name: string
  /** Null: no data. */
  readonly value: number | null
  /** It has not ended. */
  readonly running: boolean
}

/** The range of values that a trend is drawn in. It includes zero, so that heights can be compared. */
export interface TrendRange {
  readonly low: number
  readonly high: number
}

export function trendRange(values: readonly (number | null)[], target: number | null): TrendRange {
  const known = values.filter((value) => value !== null)
  const all = [0, ...known, ...(target === null ? [] : [target])]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  return { low, high: high > low ? high : low + 1 }
}

export interface TrendShape {
  /** SVG path through the values; a week without data interrupts it. */
  readonly line: string
  /** The last step, to a week that has not ended. */
  readonly runningLine: string
  /** The places of all values. */
  readonly dots: readonly { readonly point: TrendPoint; readonly x: number; readonly y: number }[]
  /** The height of a value. */
  readonly y: (value: number) => number
}

/** A trend in a box whose origin is its upper left corner. Each point stands in the middle of its share of the width. */
export function trendShape(
  points: readonly TrendPoint[],
  range: TrendRange,
  { width, height }: { readonly width: number; readonly height: number },
): TrendShape {
  const x = (index: number) => ((index + 0.5) / points.length) * width
  const y = (value: number) => height - ((value - range.low) / (range.high - range.low)) * height
  const places = points.map((point, index) => (point.value === null ? null : { point, x: x(index), y: y(point.value) }))
  const steps = places.flatMap((to, index) => {
    const from = places[index - 1]
    return from && to ? [{ path: `M${at(from)}L${at(to)}`, running: to.point.running }] : []
  })
  const pathOf = (running: boolean) =>
    steps
      .filter((step) => step.running === running)
      .map(({ path }) => path)
      .join('')
  return { line: pathOf(false), runningLine: pathOf(true), dots: places.filter((place) => place !== null), y }
}

const at = ({ x, y }: { readonly x: number; readonly y: number }) => `${x.toFixed(2)} ${y.toFixed(2)}`
