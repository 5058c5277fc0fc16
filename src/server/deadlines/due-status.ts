import { createHash } from 'node:crypto'
import { isDirty } from '../claim-activity/touch-statistics.ts'
import { all, sql, where, type Sql } from '../database/sql.ts'
import { visibleDenials, type Scope } from '../identity/scope.ts'
import { isOpen, type Deadlines } from './deadline-terms.ts'
import { columnsOf, evaluatedDeadlines, mostPressing, type Evaluation, denialColumns } from './evaluate-deadlines.ts'

/**
 * Common table expressions with the due status of open denials: `due` has a row for each, with `denial_no`, `denied_cents`, `left_cents`, the columns it keeps,
 * and `key`, null where nothing is due. A cached due status serves while it is current; the other denials are evaluated.
 */
export function dueStatusRows(scope: Scope, evaluation: Evaluation): Sql {
  const { deadlines, only, columns } = evaluation
  const own = (alias: string) => columnsOf(alias, ['denial_no', 'denied_cents', 'left_cents', ...columns])
  // Open denials are read once; those to evaluate, mostly few, once more.
  const others = sql`d.denial_no = any(array(select c.denial_no from cached c where not c.is_current))`
  return sql`cached as materialized (
      select ${denialColumns(columns)}, d.due_key as key, ${isCurrent(deadlines)} as is_current
      from denials d
      left join users o on o.name = d.owner
      ${where([isOpen('d'), only, visibleDenials(scope)])}
    ), ${evaluatedDeadlines(scope, { ...evaluation, only: others })}, due as (
      select ${own('c')}, c.key from cached c where c.is_current
      union all
      select ${own('f')}, ${mostPressing(deadlines)} from evaluated f
    )`
}

/** Condition, never null: the cached due status of an open denial `d` is what an evaluation would give. */
export const isCurrent = (deadlines: Deadlines): Sql => sql`(${all([isValid(deadlines), isClean])})`

/**
 * Condition, never null: the due status of an open denial `d` has to be refreshed. Dirty claims are left out: their touches are still to be
 * counted, and until then they would be evaluated again and again.
 */
export const isStale = (deadlines: Deadlines): Sql => sql`(${all([sql`not ${isValid(deadlines)}`, isClean])})`

const isClean: Sql = sql`${isDirty} is not true`

const isValid = (deadlines: Deadlines): Sql =>
  sql`coalesce(d.due_basis = ${basisOf(deadlines)} and d.due_from <= ${deadlines.now}::bigint and d.due_until > ${deadlines.now}::bigint, false)`

/** A digest of the terms. Under another basis every due status has to be evaluated again. */
export const basisOf = ({ terms }: Deadlines): string =>
  createHash('sha256').update(JSON.stringify(terms)).digest('base64url').slice(0, 16)
