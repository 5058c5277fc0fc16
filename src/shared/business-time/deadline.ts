import { Temporal } from 'temporal-polyfill'
import type { EpochMs } from '../contract/brands.ts'
import type { SlaDefinition } from '../contract/settings.ts'
import { HOUR_MS } from '../time.ts'
import { dayOf, openingsOf, startOfDay, type BusinessCalendar, type Segment } from './calendar.ts'

/** How far ahead an opening is looked for. A calendar that stays closed longer has no deadlines in business time. */
const LOOK_AHEAD_DAYS = 400

/**
 * The instant at which something that started at `from` becomes overdue; null when the calendar never opens.
 *
 * - Calendar days end with the last day.
 * - Business days step to the same time of day. A start outside business hours counts as the next opening.
 * - Business hours run only while it is open.
 */
export function overdueAt(from: EpochMs, within: SlaDefinition['within'], calendar: BusinessCalendar): EpochMs | null {
  switch (within.unit) {
    case 'calendar_days':
      return endOfDayAfter(from, within.amount, calendar.zone)
    case 'business_days':
      return addBusinessDays(from, within.amount, calendar)
    case 'business_hours':
      return addBusinessMs(from, within.amount * HOUR_MS, calendar)
  }
}

/** The end of the calendar day `days` days after the day of `from`. */
export function endOfDayAfter(from: EpochMs, days: number, zone: string): EpochMs {
  return startOfDay(dayOf(from, zone).add({ days: days + 1 }), zone)
}

function addBusinessDays(from: EpochMs, days: number, calendar: BusinessCalendar): EpochMs | null {
  const start = nextOpening(from, calendar)
  if (start === null) return null
  const { zone } = calendar
  const begun = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone)
  let left = days
  let day = begun.toPlainDate()
  for (let looked = 0; looked < LOOK_AHEAD_DAYS + days * 7; looked += 1) {
    day = day.add({ days: 1 })
    const openings = openingsOf(day, calendar)
    const closing = openings.at(-1)
    if (closing === undefined) continue
    left -= 1
    if (left > 0) continue
    const sameTime = day.toZonedDateTime({ timeZone: zone, plainTime: begun.toPlainTime() }).epochMilliseconds
    // A shorter day ends earlier.
    return Math.min(Math.max(sameTime, openings[0]?.from ?? sameTime), closing.to)
  }
  return null
}

function addBusinessMs(from: EpochMs, ms: number, calendar: BusinessCalendar): EpochMs | null {
  let left = ms
  for (const opening of openingsFrom(from, calendar)) {
    const start = Math.max(from, opening.from)
    const length = opening.to - start
    if (left <= length) return start + left
    left -= length
  }
  return null
}

/** The instant itself in business hours, else the next opening. */
function nextOpening(from: EpochMs, calendar: BusinessCalendar): EpochMs | null {
  for (const opening of openingsFrom(from, calendar)) return Math.max(from, opening.from)
  return null
}

/** The openings that end after `from`, until there is none for `LOOK_AHEAD_DAYS`. */
function* openingsFrom(from: EpochMs, calendar: BusinessCalendar): Generator<Segment> {
  let day = dayOf(from, calendar.zone)
  for (let closed = 0; closed < LOOK_AHEAD_DAYS; closed += 1) {
    for (const opening of openingsOf(day, calendar)) {
      if (opening.to <= from) continue
      closed = 0
      yield opening
    }
    day = day.add({ days: 1 })
  }
}

/** The start of the business day that lies `days` business days back, the day of `at` included once it has opened. */
export function businessDaysBefore(at: EpochMs, days: number, calendar: BusinessCalendar): EpochMs {
  let day = dayOf(at, calendar.zone)
  let left = days
  for (let looked = 0; looked < LOOK_AHEAD_DAYS + days * 7; looked += 1) {
    const [opening] = openingsOf(day, calendar)
    if (opening !== undefined && opening.from < at) left -= 1
    if (left === 0) return startOfDay(day, calendar.zone)
    day = day.subtract({ days: 1 })
  }
  return startOfDay(day, calendar.zone)
}
