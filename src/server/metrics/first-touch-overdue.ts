import type { SlaDefinition } from '../../shared/contract/settings.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Parameters } from '../database/parameters.ts'
import { scopeSql } from '../deadlines/evaluate-deadlines.ts'
import { lateSql, lateTable } from '../deadlines/late-table.ts'
import type { LateTable } from '../deadlines/late-table.ts'
import type { MetricQuery } from './metric-query.ts'

/** What is late by any SLA was received longer ago, as a rule: calendars are counted out day by day, and a year of them takes long. */
const LONG_AGO_MS = 60 * 86_400_000

/**
 * SQL of the instant at which a denial `d` without a touch is late: by the earliest first-touch SLA that fits it; null when none does.
 * @param from the denials asked about were received at it or later, epoch ms.
 */
export function firstTouchLate(query: MetricQuery, parameters: Parameters, from: EpochMs): string {
  return earliest(query, parameters, (within) =>
    tableFrom(query, within, Math.max(from, query.firstReceived ?? query.at)),
  )
}

/** SQL of whether a denial `d` without a touch, whenever it was received, is late at the instant that the query asks about; null where no SLA fits it. */
export function isFirstTouchLate(query: MetricQuery, parameters: Parameters): string {
  const tableOf = (within: SlaDefinition['within']): LateTable => {
    const first = query.firstReceived ?? query.at
    const recent = tableFrom(query, within, Math.max(first, query.at - LONG_AGO_MS))
    // What was received before counts as received at the table's beginning: late either way, where that is.
    const knows = [recent.tenant, ...recent.teams.values()].every(
      ({ late: [atFirst] }) => (atFirst ?? Infinity) <= query.at,
    )
    return knows ? recent : tableFrom(query, within, first)
  }
  return `(${earliest(query, parameters, tableOf)} <= ${parameters.add(query.at)}::bigint)`
}

function tableFrom({ calendars, zone, at }: MetricQuery, within: SlaDefinition['within'], from: EpochMs): LateTable {
  return lateTable({ within, calendars, zone, from, to: Math.max(from, at) })
}

function earliest(
  { slas }: MetricQuery,
  parameters: Parameters,
  tableOf: (within: SlaDefinition['within']) => LateTable,
): string {
  const instants = slas
    .filter(({ kind, enabled }) => kind === 'first_touch' && enabled)
    .map(({ within, scope }) => {
      const fits = scopeSql(scope, parameters, (name) => (name === 'team' ? 'o.team' : `d.${name}`))
      return `(case when true${fits} then ${lateSql(tableOf(within), parameters, 'd.received', 'o.team')} end)`
    })
  return instants.length === 0 ? 'null::bigint' : `least(${instants.join(', ')})`
}
