import { businessCalendar, overdueCurve, type OverdueCurve } from '../../shared/business-time/index.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { CalendarSettings, SlaDefinition } from '../../shared/contract/settings.ts'
import { keptPerObject } from '../../shared/kept-per-object.ts'
import { plainArray } from '../database/arrays.ts'
import { sql, type Sql } from '../database/sql.ts'
import { byTeam, ofTeams, teamsWith, type ByTeam } from './by-team.ts'

/** When a start in a range becomes overdue, by the calendar of a team, for SQL to look up. Unassigned denials go by the tenant's. */
export type OverdueTable = ByTeam<OverdueCurve>

export interface OverdueTableInput {
  readonly within: SlaDefinition['within']
  readonly calendars: CalendarSettings
  /** The tenant's zone. Its calendar days count; business time is in the team's zone. */
  readonly zone: string
  /** The starts, `[from, to]` in epoch ms. An earlier one counts as `from`. */
  readonly from: EpochMs
  readonly to: EpochMs
}

/** By settings as they were read: the measures of one question look starts up in the same table. */
const keptTables = keptPerObject<CalendarSettings, string, OverdueTable>()

/**
 * Calendar days are the tenant's for every team: a remittance date is a day of the tenant's zone, and further west it would begin the day
 * before. Business days and hours are those of the owner's team.
 */
export function overdueTable(input: OverdueTableInput): OverdueTable {
  const { within, calendars, zone, from, to } = input
  const key = JSON.stringify([within.unit, within.amount, zone, from, to])
  return keptTables(calendars, key, () => countOut(input))
}

function countOut({ within, calendars, zone, from, to }: OverdueTableInput): OverdueTable {
  const curveOf = (team: string | null) => overdueCurve(within, businessCalendar(calendars, team, zone), from, to)
  if (within.unit === 'calendar_days') {
    const tenant = { ...businessCalendar(calendars, null, zone), zone }
    return { tenant: overdueCurve(within, tenant, from, to), teams: new Map() }
  }
  return ofTeams(teamsWith(calendars, 'hours', 'holidays'), curveOf)
}

/**
 * SQL of the instant at which something is overdue; null when it never is, or when `start` is null. It costs two binary searches for each row.
 * @param start SQL of a bigint: epoch ms of the start. @param team SQL of the owner's team, null if unassigned
 */
export function overdueSql(table: OverdueTable, start: Sql, team: Sql): Sql {
  return byTeam(team, table, (curve) => curveSql(curve, start))
}

function curveSql({ from, overdue, moves }: OverdueCurve, start: Sql): Sql {
  const piece = sql`width_bucket((${start})::bigint, ${plainArray(from)}::bigint[])`
  // PostgreSQL reads an array without nulls in one step, so 0 stands for "never".
  const bases = overdue.map((at, index) => (at === null ? 0 : moves[index] === true ? at - (from[index] ?? 0) : at))
  const base = sql`(${plainArray(bases)}::bigint[])[${piece}]`
  if (!moves.includes(true)) return sql`nullif(${base}, 0)`
  const factors = plainArray(moves.map((moving) => (moving ? 1 : 0)))
  return sql`nullif(${base} + (${factors}::bigint[])[${piece}] * (${start})::bigint, 0)`
}
