import type { DenialScope } from '../../shared/contract/settings.ts'
import { textArray } from '../database/arrays.ts'
import { allOrNone, name, sql, type Sql } from '../database/sql.ts'

export type ScopeColumn = 'payer' | 'category' | 'service_line' | 'queue' | 'team' | 'denied_cents'

/**
 * Condition: a denial is in the scope of an SLA; null: every denial is. Names are compared in any case, and an unknown one is in no list.
 * @param columnOf SQL of a denial's column, and of its owner's `team`
 */
export function scopeCondition(
  scope: DenialScope,
  columnOf: (column: ScopeColumn) => Sql = (column) => name(`f.${column}`),
): Sql | null {
  const among = (column: ScopeColumn, names: readonly string[] | undefined) =>
    names === undefined
      ? null
      : sql`coalesce(lower(${columnOf(column)}) = any(${textArray(names.map((one) => one.toLowerCase()))}::text[]), false)`
  const cents = columnOf('denied_cents')
  return allOrNone([
    among('payer', scope.payers),
    among('category', scope.categories),
    among('service_line', scope.serviceLines),
    among('queue', scope.queues),
    among('team', scope.teams),
    scope.minDeniedCents === undefined ? null : sql`${cents} >= ${scope.minDeniedCents}::bigint`,
    scope.maxDeniedCents === undefined ? null : sql`${cents} <= ${scope.maxDeniedCents}::bigint`,
  ])
}
