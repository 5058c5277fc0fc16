import type { EpochMs } from '../../shared/contract/brands.ts'
import type { SlaDefinition } from '../../shared/contract/settings.ts'
import { DAY_MS } from '../../shared/time.ts'
import { all, join, name, sql, type Sql } from '../database/sql.ts'
import { scopeCondition } from '../deadlines/denial-scope.ts'
import { overdueSql, overdueTable, type OverdueTable } from '../deadlines/overdue-table.ts'
import type { MetricQuery } from './metric-query.ts'

/** Older receipts are mostly overdue by any SLA. A calendar is counted out day by day, and a year of it takes long. */
const LONG_AGO_MS = 60 * DAY_MS

type Terms = Pick<MetricQuery, 'calendars' | 'slas' | 'zone' | 'at' | 'firstReceived'>

/**
 * SQL of the instant at which a denial `d` without a touch is overdue, by the earliest first-touch SLA that applies; null: none does.
 * @param from the denials were received at it or later, epoch ms
 */
export function firstTouchOverdue(terms: Terms, from: EpochMs): Sql {
  return earliest(terms, (within) => tableFrom(terms, within, Math.max(from, terms.firstReceived ?? terms.at)))
}

/** Condition: a denial `d` without a touch, received at any time, is overdue at the instant of the question; null where no SLA applies. */
export function isFirstTouchOverdue(terms: Terms): Sql {
  const tableOf = (within: SlaDefinition['within']): OverdueTable => {
    const first = terms.firstReceived ?? terms.at
    const recent = tableFrom(terms, within, Math.max(first, terms.at - LONG_AGO_MS))
    // An earlier receipt counts as the beginning of the table. That is right where that one is already overdue.
    const suffices = [recent.tenant, ...recent.teams.values()].every(
      ({ overdue: [atFirst] }) => (atFirst ?? Infinity) <= terms.at,
    )
    return suffices ? recent : tableFrom(terms, within, first)
  }
  return sql`(${earliest(terms, tableOf)} <= ${terms.at}::bigint)`
}

function tableFrom({ calendars, zone, at }: Terms, within: SlaDefinition['within'], from: EpochMs): OverdueTable {
  return overdueTable({ within, calendars, zone, from, to: Math.max(from, at) })
}

function earliest({ slas }: Terms, tableOf: (within: SlaDefinition['within']) => OverdueTable): Sql {
  const instants = slas
    .filter(({ kind, enabled }) => kind === 'first_touch' && enabled)
    .map(({ within, scope }) => {
      const applies = scopeCondition(scope, (column) => name(column === 'team' ? 'o.team' : `d.${column}`))
      return sql`(case when ${all([applies])} then ${overdueSql(tableOf(within), sql`d.received`, sql`o.team`)} end)`
    })
  return instants.length === 0 ? sql`null::bigint` : sql`least(${join(instants)})`
}
