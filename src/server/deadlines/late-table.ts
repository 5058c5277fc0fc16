import { businessCalendar, lateCurve } from '../../shared/business-time/index.ts'
import type { LateCurve } from '../../shared/business-time/index.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { CalendarSettings, SlaDefinition } from '../../shared/contract/settings.ts'
import { numberArray } from '../database/arrays.ts'
import type { Parameters } from '../database/parameters.ts'

/** When what started at any instant of a range is late, by the calendar of a team, for a database to look up. */
export interface LateTable {
  /** The calendar of everybody without one of their own, and of nobody. */
  readonly tenant: LateCurve
  readonly teams: ReadonlyMap<string, LateCurve>
}

export interface LateTableInput {
  readonly within: SlaDefinition['within']
  readonly calendars: CalendarSettings
  /** The tenant's zone: its calendar days are counted there, business time in the team's. */
  readonly zone: string
  /** The starts that are asked for, `[from, to]` in epoch ms. One before counts as one at `from`. */
  readonly from: EpochMs
  readonly to: EpochMs
}

/**
 * Calendar days are the tenant's, whoever the owner is: receipt is a day of the tenant's zone, and further west it would begin on the day
 * before. Business days and hours are those of the owner's team.
 */
export function lateTable({ within, calendars, zone, from, to }: LateTableInput): LateTable {
  const curveOf = (team: string | null) => lateCurve(within, businessCalendar(calendars, team, zone), from, to)
  if (within.unit === 'calendar_days') {
    return {
      tenant: lateCurve(within, { ...businessCalendar(calendars, null, zone), zone }, from, to),
      teams: new Map(),
    }
  }
  const own = Object.entries(calendars.teams).filter(
    ([, team]) => team.zone !== undefined || team.hours !== undefined || team.holidays !== undefined,
  )
  return { tenant: curveOf(null), teams: new Map(own.map(([team]) => [team, curveOf(team)])) }
}

/**
 * The SQL of the instant at which something is late; null when it never is, or when `start` is null. It costs a binary search a row.
 * @param start SQL of a bigint: epoch ms of the start. @param team SQL of the owner's team, null for nobody.
 */
export function lateSql(table: LateTable, parameters: Parameters, start: string, team: string): string {
  const tenant = curveSql(table.tenant, parameters, start)
  if (table.teams.size === 0) return tenant
  const cases = [...table.teams].map(
    ([name, curve]) => `when ${parameters.add(name)}::text then ${curveSql(curve, parameters, start)}`,
  )
  return `(case ${team} ${cases.join(' ')} else ${tenant} end)`
}

function curveSql({ from, late, moves }: LateCurve, parameters: Parameters, start: string): string {
  const starts = `${parameters.add(numberArray(from))}::bigint[]`
  const piece = `width_bucket((${start})::bigint, ${starts})`
  // An array without nulls is read at once wherever it is read; 0 stands for "never".
  const bases = late.map((at, index) => (at === null ? 0 : moves[index] === true ? at - (from[index] ?? 0) : at))
  const base = `(${parameters.add(numberArray(bases))}::bigint[])[${piece}]`
  if (!moves.includes(true)) return `nullif(${base}, 0)`
  const factors = numberArray(moves.map((moving) => (moving ? 1 : 0)))
  return `nullif(${base} + (${parameters.add(factors)}::bigint[])[${piece}] * (${start})::bigint, 0)`
}
