import { Temporal } from 'temporal-polyfill'
import type { EpochMs } from '../contract/brands.ts'
import { type CalendarSettings, weekdays } from '../contract/settings.ts'
import { keptPerObject } from '../kept-per-object.ts'

/** A segment of time, `[from, to)` in epoch ms. */
export interface Segment {
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
 * @param team null: an unassigned denial, so the tenant's
 * @param fallbackZone for a tenant without a zone
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

/** By day. A curve of deadlines asks for the same day hundreds of times, and each clock time is looked up in the zone. */
const keptOpenings = keptPerObject<BusinessCalendar, number, readonly Segment[]>()

/** The business hours of one day in order, none on a holiday. A clock change inside makes them longer or shorter. */
export function openingsOf(day: Temporal.PlainDate, calendar: BusinessCalendar): readonly Segment[] {
  const key = day.year * 10_000 + day.month * 100 + day.day
  return keptOpenings(calendar, key, () => findOpenings(day, calendar))
}

function findOpenings(day: Temporal.PlainDate, calendar: BusinessCalendar): Segment[] {
  if (calendar.holidays.has(day.toString())) return []
  const weekday = weekdays[day.dayOfWeek - 1] ?? 'mon'
  return calendar.hours[weekday]
    .map(({ from, to }) => ({ from: clockOn(day, from, calendar.zone), to: clockOn(day, to, calendar.zone) }))
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from - other.from)
    .reduce<Segment[]>(joinOverlapping, [])
}

/** Hours that overlap in the settings must not count twice. */
function joinOverlapping(joined: Segment[], next: Segment): Segment[] {
  const last = joined.at(-1)
  if (last === undefined || next.from > last.to) return [...joined, next]
  return [...joined.slice(0, -1), { from: last.from, to: Math.max(last.to, next.to) }]
}

/** The instant of a local time of day. A skipped time is moved forward by the gap; of a repeated time the first counts. */
export function clockOn(day: Temporal.PlainDate, time: string, zone: string): EpochMs {
  return time === '24:00'
    ? startOfDay(day.add({ days: 1 }), zone)
    : day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
}
