import type { SlaDefinition } from '../../shared/contract/settings.ts'
import type { Parameters } from '../reports/parameters.ts'
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
      return `(case when true${scopeConditions(sla.scope, parameters)} then ${lateSql(table, parameters, 'd.received', 'o.team')} end)`
    })
  return instants.length === 0 ? 'null::bigint' : `least(${instants.join(', ')})`
}

/** ` and …` for the denials an SLA is about. */
export function scopeConditions(scope: SlaDefinition['scope'], parameters: Parameters): string {
  const oneOf = (column: string, values: readonly string[] | undefined) =>
    values === undefined ? '' : ` and ${column} = any(${parameters.add(values)}::text[])`
  const bound = (comparison: string, cents: number | undefined) =>
    cents === undefined ? '' : ` and d.denied_cents ${comparison} ${parameters.add(cents)}::bigint`
  return [
    oneOf('d.payer', scope.payers),
    oneOf('d.category', scope.categories),
    oneOf('d.service_line', scope.serviceLines),
    oneOf('d.queue', scope.queues),
    oneOf('o.team', scope.teams),
    bound('>=', scope.minDeniedCents),
    bound('<=', scope.maxDeniedCents),
  ].join('')
}
