import type { MyDay } from '../../shared/contract/clients.ts'
import type { RibbonSegment, Shade } from '../../shared/contract/reports.ts'
import { wholeHalfHours, workingExtent, type Extent } from '../ribbon/ribbon-geometry.ts'

/** The journal keeps at least these days, today included. */
export const DAYS_KEPT = 7

/** Time of one kind, day by day, ms. */
export interface WeekRow<Key extends string = string> {
  readonly key: Key
  /** In the order of the days. */
  readonly days: readonly number[]
  readonly total: number
}

/** What a person did on some days in a row. */
export interface Week {
  readonly activeMs: number
  readonly hiddenMs: number
  readonly manualMs: number
  readonly touches: number
  /** Each denial once, also one that was worked on several days. */
  readonly denials: number
  /** Active, idle and away time by shade. */
  readonly byShade: readonly WeekRow<Shade>[]
  /** Active time by activity, the longest first. */
  readonly byActivity: readonly WeekRow[]
}

/** Sums of days as My Day shows each of them: a cell is the sum of the day's spans, to the millisecond. */
export function weekOf(days: readonly MyDay[]): Week {
  const sum = (value: (day: MyDay) => number) => days.reduce((total, day) => total + value(day), 0)
  return {
    activeMs: sum((day) => day.activeMs),
    hiddenMs: sum((day) => day.hiddenMs),
    manualMs: sum((day) => day.manualMs),
    touches: sum((day) => day.touches.length),
    denials: new Set(days.flatMap((day) => day.touches.map(({ claimToken }) => claimToken))).size,
    byShade: rowsBy(days, ({ shade }) => shade),
    byActivity: rowsBy(days, ({ shade, activity }) =>
      isActive(shade) ? (shade === 'private' ? 'private' : activity) : null,
    ).toSorted((one, other) => other.total - one.total),
  }
}

/** @param keyOf null: the segment is in no row */
function rowsBy<Key extends string>(days: readonly MyDay[], keyOf: (segment: RibbonSegment) => Key | null) {
  const rows = new Map<Key, number[]>()
  for (const [index, day] of days.entries()) {
    for (const segment of day.ribbon) {
      const key = keyOf(segment)
      if (key === null) continue
      const row = rows.get(key) ?? days.map(() => 0)
      row[index] = (row[index] ?? 0) + segment.endedAt - segment.startedAt
      rows.set(key, row)
    }
  }
  return [...rows].map(([key, ms]): WeekRow<Key> => ({ key, days: ms, total: ms.reduce((sum, one) => sum + one, 0) }))
}

const isActive = (shade: Shade): boolean => shade !== 'idle' && shade !== 'away' && shade !== 'paused'

/** The same hours of each day, around all of their work; null where there is none. */
export function sameHours(days: readonly MyDay[]): readonly Extent[] | null {
  const worked = days.flatMap((day) => {
    const extent = workingExtent([day.ribbon])
    return extent === null ? [] : [{ from: extent.from - day.from, to: extent.to - day.from }]
  })
  if (worked.length === 0) return null
  const hours = wholeHalfHours({
    from: Math.min(...worked.map(({ from }) => from)),
    to: Math.max(...worked.map(({ to }) => to)),
  })
  return days.map((day) => ({ from: day.from + hours.from, to: day.from + hours.to }))
}
