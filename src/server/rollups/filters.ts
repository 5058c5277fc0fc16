import { allOrNone, name, sql, type Sql } from '../database/sql.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import type { KnownState, StateScope } from './known-state.ts'
import type { Period } from './period.ts'
import { touchNames } from './touch-payers.ts'

/** What a report covers. Null: not filtered; payer '': not identified. */
export interface Filters extends Period {
  readonly userId: string | null
  readonly team: string | null
  readonly payer: string | null
}

/** Whether the answer covers everybody, so that sums without a person will do. */
export const coversEverybody = (scope: Scope, { userId, team }: Filters): boolean =>
  scope.people === 'everybody' && userId === null && team === null

/** Condition on the `user_id` of a table: visible people of the user and team that are asked for; null: everybody. @param alias the table's */
export function peopleCondition(scope: StateScope, { userId, team }: Filters, alias: string): Sql | null {
  const column = name(`${alias}.user_id`)
  return allOrNone([
    visiblePeople(scope, alias),
    userId === null ? null : sql`${column} = ${userId}`,
    team === null ? null : isMember(scope, column, team),
  ])
}

/** Named one by one where they are known: PostgreSQL then looks up each of them in an index, in place of reading everybody. */
function isMember({ known }: StateScope, column: Sql, team: string): Sql {
  return known?.team?.name === team
    ? sql`${column} = any(${known.team.userIds}::text[])`
    : sql`${column} in (select member.user_id from users member where member.team = ${team})`
}

/** Condition on the payer of a table of facts; null: any. */
export function payerCondition({ payer }: Filters, alias: string): Sql | null {
  if (payer === null) return null
  const column = name(`${alias}.payer`)
  return payer === '' ? sql`${column} is null` : sql`${column} = ${payer}`
}

/** Condition on rows that start in the period. */
export function startCondition({ from, to }: Period, alias: string): Sql {
  const column = name(`${alias}.started_at`)
  return sql`${column} >= ${from}::bigint and ${column} < ${to}::bigint`
}

/** Condition on touches `t` of which a span names the payer; null: any. */
export function touchPayerCondition({ payer }: Filters, known?: KnownState): Sql | null {
  if (payer === null) return null
  // The payers that are cached with the touches are up to date but for those of dirty claims.
  return known?.hasDirtyClaims === false ? sql`${payer}::text = any(t.payers)` : touchNames(sql`${payer}::text`)
}
