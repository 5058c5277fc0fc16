import type { Interval } from '../contract/work.ts'

export const overlap = (a: Interval, b: Interval): boolean => a.startedAt < b.endedAt && b.startedAt < a.endedAt

/** The parts of `whole` that no interval in `taken` covers, in order. `taken` may overlap and be unsorted. */
export function uncovered(whole: Interval, taken: readonly Interval[]): Interval[] {
  const free: Interval[] = []
  let at = whole.startedAt
  for (const { startedAt, endedAt } of taken.toSorted((a, b) => a.startedAt - b.startedAt)) {
    if (startedAt >= whole.endedAt) break
    if (startedAt > at) free.push({ startedAt: at, endedAt: startedAt })
    at = Math.max(at, endedAt)
  }
  if (at < whole.endedAt) free.push({ startedAt: at, endedAt: whole.endedAt })
  return free
}

/** Length of the covered part of `whole`, ms; overlaps count once. */
export const coveredMs = (whole: Interval, taken: readonly Interval[]): number =>
  uncovered(whole, taken).reduce(
    (left, { startedAt, endedAt }) => left - (endedAt - startedAt),
    Math.max(0, whole.endedAt - whole.startedAt),
  )
