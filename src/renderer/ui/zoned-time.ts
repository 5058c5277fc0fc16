import type { EpochMs } from '../../shared/contract/brands.ts'
import { FIFTEEN_MINUTES_MS } from '../../shared/contract/ingest.ts'
import { dateFormat } from './date-format.ts'

// Calendar arithmetic in an IANA time zone. Days advance by date, not by 24 hours, because a day with a clock change is one day.

interface ZonedDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

function zonedParts(at: EpochMs, zone: string): ZonedDate & { hour: number; minute: number; second: number } {
  const parts = dateFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return {
    year: value('year'),
    month: value('month'),
    day: value('day'),
    hour: value('hour'),
    minute: value('minute'),
    second: value('second'),
  }
}

/** Zone offset at an instant, ms east of UTC. */
function offsetAt(at: EpochMs, zone: string): number {
  const { year, month, day, hour, minute, second } = zonedParts(at, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

/** Midnight of a date. Months and days may overflow: day 0 is the last of the month before. */
function midnight({ year, month, day }: ZonedDate, zone: string): EpochMs {
  const utc = Date.UTC(year, month - 1, day)
  const first = utc - offsetAt(utc, zone)
  // The offset at the first guess may differ from the offset at the result, so it is read again.
  return utc - offsetAt(first, zone)
}

export function startOfDay(at: EpochMs, zone: string): EpochMs {
  return midnight(zonedParts(at, zone), zone)
}

/** The midnight `days` calendar days after the day of `at`. */
export function addDays(at: EpochMs, days: number, zone: string): EpochMs {
  const { year, month, day } = zonedParts(at, zone)
  return midnight({ year, month, day: day + days }, zone)
}

/** Monday's midnight of the week of `at`. */
export function startOfWeek(at: EpochMs, zone: string): EpochMs {
  const { year, month, day } = zonedParts(at, zone)
  const sinceMonday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
  return midnight({ year, month, day: day - sinceMonday }, zone)
}

/** The midnight that a month begins with, `months` after the month of `at`. */
export function startOfMonth(at: EpochMs, months: number, zone: string): EpochMs {
  const { year, month } = zonedParts(at, zone)
  return midnight({ year, month: month + months, day: 1 }, zone)
}

/** `2026-11-20`. */
export function dayName(at: EpochMs, zone: string): string {
  const { year, month, day } = zonedParts(at, zone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Midnight of `2026-11-20` in the zone; null when it is no date. */
export function parseDay(name: string | null, zone: string): EpochMs | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(name ?? '')
  if (!match) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const utc = new Date(Date.UTC(year, month - 1, day))
  return utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day ? midnight({ year, month, day }, zone) : null
}

/** The instant at which a clock shows `14:05` on the day of `at`; null when that is no time of day. */
export function atClock(at: EpochMs, time: string, zone: string): EpochMs | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(time.trim())
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2])]
  if (!match || hour > 23 || minute > 59) return null
  const { year, month, day } = zonedParts(at, zone)
  const utc = Date.UTC(year, month - 1, day, hour, minute)
  const first = utc - offsetAt(utc, zone)
  return utc - offsetAt(first, zone)
}

/** Full hours of the zone in `[from, to]`, `everyHours` apart, counted from midnight. */
export function hourMarks(from: EpochMs, to: EpochMs, zone: string, everyHours: number): EpochMs[] {
  const marks: EpochMs[] = []
  const quarter = FIFTEEN_MINUTES_MS
  // Quarter by quarter, since a zone may be half an hour off UTC and a day may have 23 or 25 hours.
  for (let at = Math.ceil(from / quarter) * quarter; at <= to; at += quarter) {
    const { hour, minute } = zonedParts(at, zone)
    if (minute === 0 && hour % everyHours === 0) marks.push(at)
  }
  return marks
}

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
