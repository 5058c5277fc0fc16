import { businessCalendar, shiftStretches } from '../../shared/business-time/index.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import type { Parameters } from '../database/parameters.ts'
import type { MetricQuery } from './metric-query.ts'

/**
 * SQL of the shift an instant falls into; null outside all of them.
 * @param at SQL of a bigint. @param team SQL of the worker's team.
 */
export function shiftSql(query: MetricQuery, parameters: Parameters, at: string, team: string): string {
  const nameOf = (ownTeam: string | null) => {
    const { borders, names } = shiftBorders(query, ownTeam)
    if (borders.length === 0) return 'null::text'
    return `nullif((${parameters.add(textArray(names))}::text[])[width_bucket((${at})::bigint, ${parameters.add(
      numberArray(borders),
    )}::bigint[])], '')`
  }
  const own = teamsWithShifts(query)
  if (own.length === 0) return nameOf(null)
  const cases = own.map((name) => `when ${parameters.add(name)}::text then ${nameOf(name)}`)
  return `(case ${team} ${cases.join(' ')} else ${nameOf(null)} end)`
}

/** Rows `(shift, since, until)` that cover all time, '' outside of everybody's shifts: where no team has shifts of its own. */
export function shiftRowsSql(query: MetricQuery, parameters: Parameters): string {
  const { borders, names } = shiftBorders(query, null)
  return `unnest(${parameters.add(textArray(['', ...names]))}::text[], ${parameters.add(
    numberArray([Number.MIN_SAFE_INTEGER, ...borders]),
  )}::bigint[], ${parameters.add(numberArray([...borders, Number.MAX_SAFE_INTEGER]))}::bigint[]) as stretch(shift, since, until)`
}

/** A border wherever a shift of a team begins or ends, in order, with the name of what begins there: between two borders the time is of one shift, or of none (''). */
function shiftBorders(query: MetricQuery, ownTeam: string | null) {
  const { calendars, zone, slice } = query
  // Nothing was recorded before the tenant was, and shifts are counted out day by day.
  const from = Math.max(slice.from, query.firstRecorded ?? query.at)
  const stretches = shiftStretches(businessCalendar(calendars, ownTeam, zone), from, Math.max(from, query.at))
  const borders = [...new Set(stretches.flatMap((stretch) => [stretch.from, stretch.to]))].sort(
    (one, other) => one - other,
  )
  const names = borders.map(
    (border) => stretches.find((stretch) => stretch.from <= border && border < stretch.to)?.name ?? '',
  )
  return { borders, names }
}

/** The teams whose shifts are not everybody's. */
export function teamsWithShifts({ calendars }: Pick<MetricQuery, 'calendars'>): string[] {
  return Object.entries(calendars.teams)
    .filter(([, { zone, shifts }]) => (zone ?? shifts) !== undefined)
    .map(([name]) => name)
}
