import { businessCalendar, shiftSegments } from '../../shared/business-time/index.ts'
import { plainArray, textArray } from '../database/arrays.ts'
import { sql, type Sql } from '../database/sql.ts'
import { byTeam, ofTeams, teamsWith } from '../deadlines/by-team.ts'
import type { MetricQuery } from './metric-query.ts'

/**
 * SQL of the shift that an instant falls into; null outside all of them.
 * @param at SQL of a bigint. @param team SQL of the worker's team
 */
export function shiftSql(query: MetricQuery, at: Sql, team: Sql): Sql {
  const shifts = ofTeams(teamsWithShifts(query), (own) => shiftBorders(query, own))
  return byTeam(team, shifts, ({ borders, names }) => {
    if (borders.length === 0) return sql`null::text`
    return sql`nullif((${textArray(names)}::text[])[width_bucket((${at})::bigint, ${plainArray(borders)}::bigint[])], '')`
  })
}

/** Condition on the shift of a question; null: the whole day. */
export const shiftCondition = ({ shift }: MetricQuery, value: () => Sql): Sql | null =>
  shift === undefined ? null : sql`coalesce(${value()}, '') = ${shift}`

/** `from` item `segments (shift, since, until)` that covers all time, '' outside of shifts; for tenants where no team has its own shifts. */
export function shiftRows(query: MetricQuery): Sql {
  const { borders, names } = shiftBorders(query, null)
  return sql`unnest(${textArray(['', ...names])}::text[], ${plainArray([Number.MIN_SAFE_INTEGER, ...borders])}::bigint[],
    ${plainArray([...borders, Number.MAX_SAFE_INTEGER])}::bigint[]) as segment(shift, since, until)`
}

/** A border wherever a shift of a team begins or ends, in order, with the name of the shift that begins there; '' for none. */
function shiftBorders(query: MetricQuery, ownTeam: string | null) {
  const { calendars, zone, filters } = query
  // Nothing was recorded before the first span, and shifts are counted out day by day.
  const from = Math.max(filters.from, query.firstRecorded ?? query.at)
  const segments = shiftSegments(businessCalendar(calendars, ownTeam, zone), from, Math.max(from, query.at))
  const borders = [...new Set(segments.flatMap((segment) => [segment.from, segment.to]))].sort(
    (one, other) => one - other,
  )
  const names = borders.map(
    (border) => segments.find((segment) => segment.from <= border && border < segment.to)?.name ?? '',
  )
  return { borders, names }
}

/** The teams with shifts of their own. */
export const teamsWithShifts = ({ calendars }: MetricQuery): string[] => teamsWith(calendars, 'shifts')
