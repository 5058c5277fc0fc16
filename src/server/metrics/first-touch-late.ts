import type { Parameters } from '../reports/parameters.ts'
import { scopeSql } from '../standing/judge.ts'
import { lateSql, lateTable } from '../sla/late-table.ts'
import type { MetricQuery } from './metric-query.ts'

/** SQL of the instant at which a denial without a touch is late: by the earliest first-touch SLA that fits it; null when none does. */
export function firstTouchLate(query: MetricQuery, parameters: Parameters): string {
  const { calendars, zone, at, firstReceived } = query
  const from = firstReceived ?? at
  const instants = query.slas
    .filter(({ kind, enabled }) => kind === 'first_touch' && enabled)
    .map((sla) => {
      const table = lateTable({ within: sla.within, calendars, zone, from, to: Math.max(from, at) })
      return `(case when true${scopeSql(sla.scope, parameters, (name) => (name === 'team' ? 'o.team' : `d.${name}`))} then ${lateSql(table, parameters, 'd.received', 'o.team')} end)`
    })
  return instants.length === 0 ? 'null::bigint' : `least(${instants.join(', ')})`
}
