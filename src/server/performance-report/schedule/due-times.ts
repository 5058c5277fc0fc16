import type { Temporal } from 'temporal-polyfill'
import { clockOn, dayOf } from '../../../shared/business-time/index.ts'
import type { EpochMs } from '../../../shared/contract/brands.ts'
import { weekdays, type ReportSchedule } from '../../../shared/contract/settings.ts'

/** What decides when a schedule is due. */
export type Timing = Pick<ReportSchedule, 'every' | 'weekday' | 'monthDay' | 'time'>

/** Longer than from one due day to the next. */
const MOST_DAYS = 40

/** The earliest due time after an instant. */
export function nextDue(timing: Timing, zone: string, after: EpochMs): EpochMs {
  // From the day before: where the clock changes at midnight, the evening's time may belong to the next day.
  return search(timing, zone, after, { firstDay: -1, step: 1 }, (at) => at > after)
}

/** The latest due time that is not after an instant. */
export function lastDue(timing: Timing, zone: string, at: EpochMs): EpochMs {
  return search(timing, zone, at, { firstDay: 1, step: -1 }, (due) => due <= at)
}

function search(
  timing: Timing,
  zone: string,
  near: EpochMs,
  { firstDay, step }: { readonly firstDay: number; readonly step: number },
  fits: (at: EpochMs) => boolean,
): EpochMs {
  const start = dayOf(near, zone).add({ days: firstDay })
  for (let days = 0; days <= MOST_DAYS; days += 1) {
    const day = start.add({ days: days * step })
    if (!isDueDay(timing, day)) continue
    const at = clockOn(day, timing.time, zone)
    if (fits(at)) return at
  }
  throw new Error('every week and every month has a due day')
}

/** A day is due once, whatever its clock does: a time that is skipped is moved forward, of a time that comes twice the first counts. */
function isDueDay({ every, weekday, monthDay }: Timing, day: Temporal.PlainDate): boolean {
  if (every === 'week') return weekdays[day.dayOfWeek - 1] === weekday
  return day.day === (monthDay === 'last' ? day.daysInMonth : Math.min(monthDay, day.daysInMonth))
}
