import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'

/**
 * Runs both alternately, ABBA…, so that whatever else the machine does meets both alike, and gives the median time of each, ms.
 * The first round warms both up and is not counted.
 */
export const interleaved = async (
  rounds: number,
  measured: () => void,
  baseline: () => void,
): Promise<{ readonly measured: number; readonly baseline: number }> => {
  const times = { measured: [] as number[], baseline: [] as number[] }
  for (let round = 0; round <= rounds; round += 1) {
    const turns = [
      () => times.measured.push(millisecondsOf(measured)),
      () => times.baseline.push(millisecondsOf(baseline)),
    ]
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      turn()
      await setImmediate()
    }
  }
  return { measured: median(times.measured.slice(1)), baseline: median(times.baseline.slice(1)) }
}

const millisecondsOf = (work: () => void): number => {
  const start = performance.now()
  work()
  return performance.now() - start
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const [upper = Number.NaN, lower = upper] = [sorted[middle], sorted[middle - 1]]
  return sorted.length % 2 === 0 ? (upper + lower) / 2 : upper
}
