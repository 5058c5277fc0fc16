import { Temporal } from 'temporal-polyfill'
import type { EpochMs } from '../contract/brands.ts'
import type { CalendarSettings } from '../contract/settings.ts'
import { weekdays } from '../contract/settings.ts'

/** A stretch of time, `[from, to)` in epoch ms. */
export interface Stretch {
  readonly from: EpochMs
  readonly to: EpochMs
}

/** When a team works. */
export interface BusinessCalendar {
  /** IANA */
  readonly zone: string
  readonly hours: CalendarSettings['hours']
  /** Days, `2026-11-26`, on which nothing is open. */
  readonly holidays: ReadonlySet<string>
  readonly shifts: CalendarSettings['shifts']
}

/**
 * The calendar of a team: its own values where it has some, else the tenant's.
 * @param team null: nobody's, so the tenant's.
 * @param fallbackZone the zone of a tenant that names none.
 */
export function businessCalendar(
  settings: CalendarSettings,
  team: string | null,
  fallbackZone: string,
): BusinessCalendar {
  const own = team === null ? undefined : settings.teams[team]
  return {
    zone: own?.zone ?? settings.zone ?? fallbackZone,
    hours: own?.hours ?? settings.hours,
    holidays: new Set(own?.holidays ?? settings.holidays),
    shifts: own?.shifts ?? settings.shifts,
  }
}

/** The calendar day of an instant in the zone. */
export function dayOf(at: EpochMs, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
}

/** The first instant of a day in the zone, also where the clock changes at midnight. */
export function startOfDay(day: Temporal.PlainDate, zone: string): EpochMs {
  return day.toZonedDateTime(zone).epochMilliseconds
}

/** The opening stretches of one day in order; a clock change inside one makes it longer or shorter. None on a holiday. */
export function openingsOf(day: Temporal.PlainDate, calendar: BusinessCalendar): Stretch[] {
  if (calendar.holidays.has(day.toString())) return []
  const weekday = weekdays[day.dayOfWeek - 1] ?? 'mon'
  return calendar.hours[weekday]
    .map(({ from, to }) => ({ from: clockOn(day, from, calendar.zone), to: clockOn(day, to, calendar.zone) }))
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from - other.from)
    .reduce<Stretch[]>(joinOverlapping, [])
}

/** Hours that overlap in the settings must not count twice. */
function joinOverlapping(joined: Stretch[], next: Stretch): Stretch[] {
  const last = joined.at(-1)
  if (last === undefined || next.from > last.to) return [...joined, next]
  return [...joined.slice(0, -1), { from: last.from, to: Math.max(last.to, next.to) }]
}

/** The instant of a local time of day. One that the clock skips is taken as much later; of one that comes twice, the first. */
export function clockOn(day: Temporal.PlainDate, time: string, zone: string): EpochMs {
  return time === '24:00'
    ? startOfDay(day.add({ days: 1 }), zone)
    : day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
}
