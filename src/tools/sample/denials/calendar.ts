import { addDays, type CalendarDay } from '../../../shared/denials/index.ts'
import { DAY_MS } from '../../../shared/time.ts'

/** The local day of an instant. @param instant epoch ms */
export function localDay(instant: number): CalendarDay {
  const date = new Date(instant)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Calendar days between two days. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS
}

/** Earlier days first. */
export const compareDays = (one: CalendarDay, other: CalendarDay): number => (one < other ? -1 : one > other ? 1 : 0)

/** Monday is 1, Sunday 0. */
export function weekdayOf(day: CalendarDay): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** The day itself, or the Monday after on a weekend. */
export function weekdayFrom(day: CalendarDay): CalendarDay {
  const weekday = weekdayOf(day)
  return weekday === 0 ? addDays(day, 1) : weekday === 6 ? addDays(day, 2) : day
}

/** The Monday of a day's week. */
export function mondayOf(day: CalendarDay): CalendarDay {
  return addDays(day, -((weekdayOf(day) + 6) % 7))
}

/** Weekday (Monday 1), month from 1, and number in the month; 5 is the last. */
const movable = [
  [1, 1, 3],
  [1, 2, 3],
  [1, 5, 5],
  [1, 9, 1],
  [1, 10, 2],
  [4, 11, 4],
] as const
const fixed = ['01-01', '06-19', '07-04', '11-11', '12-25'] as const

/** The observed federal holidays of a year (5 U.S.C. 6103): on a Saturday the Friday before, on a Sunday the Monday after. */
export function federalHolidays(year: number): readonly CalendarDay[] {
  const two = (number: number) => String(number).padStart(2, '0')
  const onDates = fixed.map((monthDay) => {
    const day = `${year}-${monthDay}`
    const weekday = weekdayOf(day)
    return weekday === 6 ? addDays(day, -1) : weekday === 0 ? addDays(day, 1) : day
  })
  const onWeekdays = movable.map(([weekday, month, which]) => {
    const first = `${year}-${two(month)}-01`
    const offset = (weekday - weekdayOf(first) + 7) % 7
    const day = addDays(first, offset + 7 * (which - 1))
    return day.slice(5, 7) === two(month) ? day : addDays(day, -7)
  })
  return [...onDates, ...onWeekdays].sort()
}
