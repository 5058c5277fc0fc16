import { Temporal } from 'temporal-polyfill'

/** A calendar day as 2026-11-16. */
export type Day = string

const QUARTER_MS = 900_000

/** The calendar day of an instant. Zones change their offset on quarter hours, so an answer holds for its quarter hour. */
export const dayOf = (at: number, zone: string): Day => dayOfQuarter(Math.floor(at / QUARTER_MS), zone)

const dayOfQuarter = once((quarter: number, zone: string): Day =>
  zoned(quarter * QUARTER_MS, zone)
    .toPlainDate()
    .toString(),
)

const zoned = (at: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)

/** The local time of day as 14:30. */
export const clockOf = once((at: number, zone: string): string => zoned(at, zone).toPlainTime().toString().slice(0, 5))

export const addDays = once((day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString())

/** Monday is 1. */
export const weekdayOf = once((day: Day): number => Temporal.PlainDate.from(day).dayOfWeek)

/** A function of days that works each answer out once. */
function once<Parts extends readonly (string | number)[], Answer>(
  workOut: (...parts: Parts) => Answer,
): (...parts: Parts) => Answer {
  const known = new Map<string, Answer>()
  return (...parts) => {
    const key = parts.join(' ')
    const answer = known.get(key) ?? workOut(...parts)
    known.set(key, answer)
    return answer
  }
}

/** The first instant of a day. */
export const startOf = once(
  (day: Day, zone: string): number => Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds,
)

/** The first instant after the day of an instant. */
export const endOfDay = (at: number, zone: string): number => startOf(addDays(dayOf(at, zone), 1), zone)

/** The instant of a local time. Where clocks go back, the first of the two. */
export function instantOf(day: Day, clock: string, zone: string): number {
  if (clock === '24:00') return startOf(addDays(day, 1), zone)
  const plainTime = Temporal.PlainTime.from(clock)
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds
}

/** The same local time on another day. */
export function sameClockOn(day: Day, at: number, zone: string): number {
  const plainTime = zoned(at, zone).toPlainTime()
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds
}

/** Calendar days from one instant to another, whatever the hours. */
export const daysBetween = (from: number, to: number, zone: string): number =>
  daysApart(dayOf(from, zone), dayOf(to, zone))

const daysApart = once(
  (from: Day, to: Day): number => Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days,
)

/** The first day of the week, from Monday, or of the month. */
export function firstDayOf(unit: 'day' | 'week' | 'month', day: Day): Day {
  if (unit === 'day') return day
  return unit === 'month' ? `${day.slice(0, 8)}01` : addDays(day, 1 - weekdayOf(day))
}
