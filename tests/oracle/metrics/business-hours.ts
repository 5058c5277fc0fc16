import type { Settings, SlaDefinition } from '../../../src/shared/contract/settings.ts'
import { addDays, clockOf, dayOf, instantOf, sameClockOn, startOf, weekdayOf, type Day } from './days.ts'

/** When a team works: its own values take the place of the tenant's, one by one. */
export interface Calendar {
  readonly zone: string
  readonly hours: Settings<'calendar'>['hours']
  readonly holidays: readonly string[]
  readonly shifts: Settings<'calendar'>['shifts']
  readonly openings: Map<Day, readonly Opening[]>
}

interface Opening {
  readonly from: number
  readonly to: number
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const HOUR_MS = 3_600_000
/** A calendar that stays closed longer than this never opens. */
const LOOK_DAYS = 400

/** @param team null: the tenant's own calendar */
export function calendarOf(settings: Settings<'calendar'>, zone: string, team: string | null): Calendar {
  const own = team === null ? {} : (settings.teams[team] ?? {})
  return {
    zone: own.zone ?? zone,
    hours: own.hours ?? settings.hours,
    holidays: own.holidays ?? settings.holidays,
    shifts: own.shifts ?? settings.shifts,
    openings: new Map(),
  }
}

function openingsOn(day: Day, calendar: Calendar): readonly Opening[] {
  const known = calendar.openings.get(day)
  if (known !== undefined) return known
  const weekday = weekdays[weekdayOf(day) - 1] ?? 'mon'
  const hours = calendar.holidays.includes(day) ? [] : calendar.hours[weekday]
  const openings = hours
    .map(({ from, to }) => ({ from: instantOf(day, from, calendar.zone), to: instantOf(day, to, calendar.zone) }))
    .toSorted((one, other) => one.from - other.from)
  calendar.openings.set(day, openings)
  return openings
}

/** Business time between two instants, ms. */
export function businessMs(from: number, to: number, calendar: Calendar): number {
  let ms = 0
  for (let day = dayOf(from, calendar.zone); startOf(day, calendar.zone) < to; day = addDays(day, 1)) {
    for (const opening of openingsOn(day, calendar)) {
      ms += Math.max(0, Math.min(to, opening.to) - Math.max(from, opening.from))
    }
  }
  return ms
}

/**
 * The instant from which a promise that runs from `from` is broken; null: its team never works again.
 * @param zone the tenant's: calendar days are days of it
 */
export function dueAt(
  from: number,
  { amount, unit }: SlaDefinition['within'],
  calendar: Calendar,
  zone: string,
): number | null {
  if (unit === 'calendar_days') return startOf(addDays(dayOf(from, zone), amount + 1), zone)
  return unit === 'business_hours'
    ? afterBusinessMs(from, amount * HOUR_MS, calendar)
    : afterBusinessDays(from, amount, calendar)
}

function afterBusinessMs(from: number, ms: number, calendar: Calendar): number | null {
  let left = ms
  let day = dayOf(from, calendar.zone)
  for (let looked = 0; looked < LOOK_DAYS; looked += 1) {
    for (const opening of openingsOn(day, calendar)) {
      const start = Math.max(from, opening.from)
      if (opening.to <= start) continue
      if (left <= opening.to - start) return start + left
      left -= opening.to - start
    }
    day = addDays(day, 1)
  }
  return null
}

/** The same time of day on a later open day; what arrives while it is closed starts at the next opening. */
function afterBusinessDays(from: number, days: number, calendar: Calendar): number | null {
  const start = afterBusinessMs(from, 0, calendar)
  if (start === null) return null
  let left = days
  let day = dayOf(start, calendar.zone)
  for (let looked = 0; looked < LOOK_DAYS; looked += 1) {
    day = addDays(day, 1)
    const openings = openingsOn(day, calendar)
    const [first] = openings
    const last = openings.at(-1)
    if (first === undefined || last === undefined) continue
    left -= 1
    if (left === 0) return Math.min(Math.max(sameClockOn(day, start, calendar.zone), first.from), last.to)
  }
  return null
}

/** The beginning of the business day some business days back; the day of `at` is one of them once it has opened. */
export function businessDaysBack(at: number, days: number, calendar: Calendar): number {
  let left = days
  let day = dayOf(at, calendar.zone)
  for (let looked = 0; looked < LOOK_DAYS; looked += 1) {
    const [first] = openingsOn(day, calendar)
    if (first !== undefined && first.from < at) left -= 1
    if (left === 0) break
    day = addDays(day, -1)
  }
  return startOf(day, calendar.zone)
}

/** The shift by the local time; one that ends before it begins goes over midnight. */
export function shiftAt(at: number, { shifts, zone }: Calendar): string | null {
  if (shifts.length === 0) return null
  const clock = clockOf(at, zone)
  const found = shifts.find(({ from, to }) => (from < to ? from <= clock && clock < to : clock >= from || clock < to))
  return found?.name ?? null
}
