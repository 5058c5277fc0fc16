import { denialDimensions, dimensionDefinition } from '../../shared/metrics/index.ts'
import { all, join, name, sql, type Sql } from '../database/sql.ts'
import { dirtyTokens } from '../jobs/dirty-claims.ts'

/**
 * `left join denials d …`: the denial that a touch in a period counts to. It was touched or received since the period began, so an index
 * finds it.
 * @param claimToken SQL of the touch's token
 * @param from SQL of the period's start
 * @param only condition on denials `r`; touches of others get none
 */
export function joinWorkedDenial(claimToken: Sql, from: Sql, only: Sql | null = null): Sql {
  return sql`
  left join (${recentDenials(from, only)}) d on d.claim_token = ${claimToken}`
}

/**
 * Common table expressions, the last of them `worked_denials`: of each claim in `work`, the denial that work on it counts to. Work may have no
 * touch yet, so that the cached statistics of its denial do not show it: these claims are looked up.
 * @param work name of a table with a `claim_token`
 */
export function workedDenials(work: string, from: Sql): Sql {
  const token = name(`${work}.claim_token`)
  return sql`recent as materialized (${recentDenials(from, null)}), worked_denials as (
      select ${columns('recent')}, recent.claim_token from recent
      union all
      select ${columns('latest')}, missed.claim_token
      from (
        select ${token} from ${name(work)} left join recent on recent.claim_token = ${token}
        where recent.denial_no is null group by ${token}
      ) missed cross join lateral (
        select ${columns('known')} from denials known where known.claim_token = missed.claim_token
        order by known.received desc, known.denial_no desc limit 1
      ) latest
    )`
}

/** SQL of the category of the denial that work on a claim counts to; '' where none is known. @param claimToken SQL of the claim's token */
export const workedCategory = (claimToken: Sql): Sql => sql`coalesce((
  select latest.category from denials latest where latest.claim_token = ${claimToken}
  order by latest.received desc, latest.denial_no desc limit 1), '')`

/** Condition on denials `d` of claims on which there may be touches since an instant: those with one, and those of dirty claims. */
export const touchedSince = (from: Sql): Sql => sql`(d.last_touch_at >= ${from} or ${isDirty('d')})`

/**
 * Of each claim that was touched since an instant the latest denial; of other claims it may be missing. A denial that another one followed is
 * left out: the later one was received after the touch, or the touch is on it.
 */
function recentDenials(from: Sql, only: Sql | null): Sql {
  // The offset keeps the planner from looking for them claim by claim.
  const later = sql`not exists (
        select 1 from denials later
        where later.claim_token = r.claim_token
          and (later.received, later.denial_no) > (r.received, r.denial_no)
          and (later.received >= ${from} or ${isDirty('later')}))`
  return sql`select r.claim_token, ${columns('r')} from denials r
    where ${all([sql`(r.last_touch_at >= ${from} or r.received >= ${from} or ${isDirty('r')})`, only, later])}
    offset 0`
}

/** Columns that work can be grouped and filtered by: those that the dimensions of denials are read from. */
const columnNames = [
  ...new Set(['denial_no', 'received', ...denialDimensions.flatMap((id) => dimensionDefinition(id).column ?? [])]),
]
const columns = (denial: string): Sql => join(columnNames.map((column) => name(`${denial}.${column}`)))

/** An array, not a query: an index can be searched for it. */
const isDirty = (denial: string): Sql => sql`${name(`${denial}.claim_token`)} = any(array(${dirtyTokens}))`
