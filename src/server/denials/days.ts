import type { CalendarDay } from '../../shared/denials/index.ts'
import { textArray } from '../database/arrays.ts'
import type { Queries } from '../database/database.ts'

/** The calendar day an instant falls on in a zone. @param instant epoch ms. @param zone IANA. */
export function dayIn(instant: number, zone: string): CalendarDay {
  // Swedish dates are ISO dates.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(instant)
}

/**
 * Calendar days as instants: where each begins in the zone, also where the clock changes at midnight. PostgreSQL has the zone's
 * history; each day is asked for once.
 */
export class DayStarts {
  readonly #zone: string
  readonly #starts = new Map<CalendarDay, number>()

  constructor(zone: string) {
    this.#zone = zone
  }

  /** Makes sure `of` can answer for these days. */
  async learn(queries: Queries, days: Iterable<CalendarDay>): Promise<void> {
    const missing = [...new Set(days)].filter((day) => !this.#starts.has(day))
    if (missing.length === 0) return
    const rows = await queries.query<{ day: string; start: number }>(
      `select d.day, (extract(epoch from d.day::date::timestamp at time zone $2) * 1000)::bigint as start
       from unnest($1::text[]) as d(day)`,
      [textArray(missing), this.#zone],
    )
    for (const { day, start } of rows) this.#starts.set(day, start)
  }

  /** Epoch ms of the day's beginning. */
  of(day: CalendarDay): number {
    const start = this.#starts.get(day)
    if (start === undefined) throw new Error('the day was not asked for')
    return start
  }
}
