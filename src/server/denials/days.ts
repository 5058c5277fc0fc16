import type { CalendarDay } from '../../shared/denials/index.ts'
import type { Queries } from '../database/database.ts'
import { instantOf } from '../database/local-time.ts'
import { sql } from '../database/sql.ts'

/** The calendar day of an instant in a zone. @param instant epoch ms @param zone IANA */
export function dayIn(instant: number, zone: string): CalendarDay {
  // Swedish dates are ISO dates.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(instant)
}

/** The instants at which calendar days begin in a zone. PostgreSQL knows the zone's history, including clock changes at midnight. */
export class DayStarts {
  readonly #zone: string
  readonly #starts = new Map<CalendarDay, number>()

  constructor(zone: string) {
    this.#zone = zone
  }

  /** Loads days for `of`; each is loaded once. */
  async load(queries: Queries, days: Iterable<CalendarDay>): Promise<void> {
    const missing = [...new Set(days)].filter((day) => !this.#starts.has(day))
    if (missing.length === 0) return
    const rows = await queries.query<{ day: string; start: number }>(
      sql`select d.day, ${instantOf(sql`d.day::date`, this.#zone)} as start
        from unnest(${missing}::text[]) as d(day)`,
    )
    for (const { day, start } of rows) this.#starts.set(day, start)
  }

  /** The beginning of a loaded day, epoch ms. */
  of(day: CalendarDay): number {
    const start = this.#starts.get(day)
    if (start === undefined) throw new Error('the day was not loaded')
    return start
  }
}
