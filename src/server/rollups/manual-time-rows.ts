import { sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { peopleCondition, type Filters } from './filters.ts'

/**
 * Condition on a row `n` of manual_time: it is the current revision. A cloned computer can make two of one revision; then the same one of
 * them always counts.
 */
export const isLatest: Sql = sql`not n.withdrawn and not exists (
  select 1 from manual_time later
  where later.device_id = n.device_id and later.manual_time_id = n.manual_time_id
    and (later.revision, later.journal, later.seq) > (n.revision, n.journal, n.seq))`

/**
 * Rows `(user_id, kind, ms)` whose sum is the manual time in the period. A segment that reaches beyond the period counts with the part inside
 * it. Time that a person stated twice, as on two computers, counts to the segment that began first.
 */
export function manualTimeRows(scope: Scope, filters: Filters): Sql {
  const from = sql`${filters.from}::bigint`
  const to = sql`${filters.to}::bigint`
  const conditions = [
    sql`n.ended_at > ${from}`,
    sql`n.started_at < ${to}`,
    peopleCondition(scope, filters, 'n'),
    isLatest,
  ]
  return sql`select clipped.user_id, clipped.kind, greatest(0, clipped.until - greatest(clipped.since, coalesce(
      max(clipped.until) over (
        partition by clipped.user_id order by clipped.since, clipped.until, clipped.device_id, clipped.manual_time_id
        rows between unbounded preceding and 1 preceding),
      clipped.since)))::bigint as ms
    from (
      select n.user_id, n.kind, n.device_id, n.manual_time_id, greatest(n.started_at, ${from}) as since, least(n.ended_at, ${to}) as until
      from manual_time n
      ${where(conditions)}
    ) clipped`
}
