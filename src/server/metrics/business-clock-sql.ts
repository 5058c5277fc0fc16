import { businessCalendar, businessClock, type BusinessClock } from '../../shared/business-time/index.ts'
import type { CalendarSettings } from '../../shared/contract/settings.ts'
import { plainArray } from '../database/arrays.ts'
import { sql, type Sql } from '../database/sql.ts'
import { byTeam, ofTeams, teamsWith } from '../deadlines/by-team.ts'
import type { Period } from '../rollups/period.ts'

/**
 * SQL of the business ms between two instants, by the calendar of a team; 0 when `to` is not after `from`.
 * @param from SQL of a bigint, as is `to`. @param team SQL of a team's name, null if unassigned
 */
export type BusinessMs = (from: Sql, to: Sql, team: Sql) => Sql

/** @param period `[from, to]` in epoch ms; instants outside of it count as its bounds */
export function businessMs(calendars: CalendarSettings, zone: string, period: Period): BusinessMs {
  const clocks = ofTeams(teamsWith(calendars, 'hours', 'holidays'), (team) =>
    businessClock(businessCalendar(calendars, team, zone), period.from, period.to),
  )
  return (from, to, team) =>
    byTeam(team, clocks, (clock) => sql`greatest(0, ${passed(clock, to)} - ${passed(clock, from)})`)
}

/** SQL of the business ms that have passed at an instant: two binary searches. */
function passed({ starts, ends, before }: BusinessClock, at: Sql): Sql {
  if (starts.length === 0) return sql`0::bigint`
  const opening = sql`width_bucket((${at})::bigint, ${plainArray(starts)}::bigint[])`
  // Business ms at the opening's start, less that start: added to an instant inside the opening, they give what has passed.
  const bases = plainArray(before.map((ms, index) => ms - (starts[index] ?? 0)))
  return sql`coalesce((${bases}::bigint[])[${opening}] + least((${at})::bigint, (${plainArray(ends)}::bigint[])[${opening}]), 0)`
}
