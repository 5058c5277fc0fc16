import { Temporal } from 'temporal-polyfill'
import type { EpochMs } from '../contract/brands.ts'
import { dayOf, openingsOf, type BusinessCalendar } from './calendar.ts'

/**
 * A clock that runs only in business hours. Opening `i` lasts from `starts[i]` to `ends[i]`; `before[i]` business ms have passed when it begins,
 * counted from the first opening.
 */
export interface BusinessClock {
  readonly starts: readonly EpochMs[]
  readonly ends: readonly EpochMs[]
  readonly before: readonly number[]
}

/** The clock for the days from `from` to `to`. */
export function businessClock(calendar: BusinessCalendar, from: EpochMs, to: EpochMs): BusinessClock {
  const starts: EpochMs[] = []
  const ends: EpochMs[] = []
  const before: number[] = []
  let passed = 0
  const last = dayOf(to, calendar.zone)
  for (let day = dayOf(from, calendar.zone); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    for (const opening of openingsOf(day, calendar)) {
      starts.push(opening.from)
      ends.push(opening.to)
      before.push(passed)
      passed += opening.to - opening.from
    }
  }
  return { starts, ends, before }
}

/** Business ms that have passed at an instant: 0 before the first opening, the total after the last. */
export function businessMsAt({ starts, ends, before }: BusinessClock, at: EpochMs): number {
  const index = countUpTo(starts, at) - 1
  const start = starts[index]
  const end = ends[index]
  const passed = before[index]
  if (start === undefined || end === undefined || passed === undefined) return 0
  return passed + Math.min(at, end) - start
}

/** How many of `sorted` are at most `at`. */
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
