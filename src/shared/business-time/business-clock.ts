import type { EpochMs } from '../contract/brands.ts'
import { dayOf, openingsOf } from './calendar.ts'
import type { BusinessCalendar } from './calendar.ts'

/**
 * A clock that runs only while a team is open. Of the opening `i`: it begins at `starts[i]`, ends at `ends[i]`, and `before[i]` business
 * ms have passed when it begins, counted from the first.
 */
export interface BusinessClock {
  readonly starts: readonly EpochMs[]
  readonly ends: readonly EpochMs[]
  readonly before: readonly number[]
}

/** The clock of the days that `[from, to]` touches. */
export function businessClock(calendar: BusinessCalendar, from: EpochMs, to: EpochMs): BusinessClock {
  const starts: EpochMs[] = []
  const ends: EpochMs[] = []
  const before: number[] = []
  let passed = 0
  const last = dayOf(to, calendar.zone)
  for (let day = dayOf(from, calendar.zone); day.toString() <= last.toString(); day = day.add({ days: 1 })) {
    for (const opening of openingsOf(day, calendar)) {
      starts.push(opening.from)
      ends.push(opening.to)
      before.push(passed)
      passed += opening.to - opening.from
    }
  }
  return { starts, ends, before }
}

/** Business ms that have passed at an instant. Before the first opening 0, after the last all there are. */
export function businessMsAt({ starts, ends, before }: BusinessClock, at: EpochMs): number {
  const index = countUpTo(starts, at) - 1
  const start = starts[index]
  const end = ends[index]
  const passed = before[index]
  if (start === undefined || end === undefined || passed === undefined) return 0
  return passed + Math.min(at, end) - start
}

/** Business ms between two instants; 0 when `to` is not after `from`. */
export function businessMsBetween(clock: BusinessClock, from: EpochMs, to: EpochMs): number {
  return to <= from ? 0 : businessMsAt(clock, to) - businessMsAt(clock, from)
}

/** How many of `sorted` are at or before `at`. */
function countUpTo(sorted: readonly number[], at: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low
}
