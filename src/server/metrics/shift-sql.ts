import { businessCalendar, shiftStretches } from '../../shared/business-time/index.ts'
import { numberArray, textArray } from '../ingest/arrays.ts'
import type { Parameters } from '../reports/parameters.ts'
import type { MetricQuery } from './metric-query.ts'

/**
 * SQL of the shift an instant falls into; null outside all of them.
 * @param at SQL of a bigint. @param team SQL of the worker's team.
 */
export function shiftSql(query: MetricQuery, parameters: Parameters, at: string, team: string): string {
  const { calendars, zone, slice } = query
  // Nothing was recorded before the tenant was, and shifts are counted out day by day.
  const period = { from: Math.max(slice.from, query.firstRecorded ?? query.at), to: query.at }
  const nameOf = (ownTeam: string | null) => {
    const stretches = shiftStretches(
      businessCalendar(calendars, ownTeam, zone),
      period.from,
      Math.max(period.from, period.to),
    )
    if (stretches.length === 0) return 'null::text'
    // A border wherever a shift begins or ends; between two borders the time is of one shift, or of none.
    const borders = [...new Set(stretches.flatMap(({ from, to }) => [from, to]))].sort((one, other) => one - other)
    const names = borders.map((border) => stretches.find(({ from, to }) => from <= border && border < to)?.name ?? '')
    return `nullif((${parameters.add(textArray(names))}::text[])[width_bucket((${at})::bigint, ${parameters.add(
      numberArray(borders),
    )}::bigint[])], '')`
  }
  const own = teamsWithShifts(query)
  if (own.length === 0) return nameOf(null)
  const cases = own.map((name) => `when ${parameters.add(name)}::text then ${nameOf(name)}`)
  return `(case ${team} ${cases.join(' ')} else ${nameOf(null)} end)`
}

/** The teams whose shifts are not everybody's. */
export function teamsWithShifts({ calendars }: Pick<MetricQuery, 'calendars'>): string[] {
  return Object.entries(calendars.teams)
    .filter(([, { zone, shifts }]) => (zone ?? shifts) !== undefined)
    .map(([name]) => name)
}
