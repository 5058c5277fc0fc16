import { denialWorkKinds } from '../../shared/manual-time/index.ts'
import { join, literal, name, sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { claimPayers } from '../ingest/claim-payers.ts'
import { peopleCondition, startCondition, type Filters } from './filters.ts'
import { activityColumns, claimColumns, personColumns, type KeyColumn } from './sums.ts'

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

/** The presence of manual time among rows of recorded time. */
export const MANUAL = 'manual'

/** What manual time is to the columns of recorded time. Its payer is that of its claim; no window names a system, and no program used a microphone. */
const manualWork: Sql = sql`${literal(MANUAL)} as presence, 'core' as rating, '' as system, false as call,
  case m.kind when 'payer_call' then 'payer_call' else 'documentation' end as activity,
  coalesce(known.payer, '') as payer, case when m.claim_token is null then '' else 'stated' end as attribution, null::text as category`

/** Condition on a part `m` of manual time: it is work on denials. */
export const isManualWork: Sql = sql`m.kind in (${join(denialWorkKinds.map((kind) => literal(kind)))})`

/**
 * The parts of manual time that are work on denials, as rows of recorded time of the same columns: a part belongs to the period that it starts in.
 * @param zone IANA. With it rows have `at`
 */
function manualWorkRows(
  columns: readonly Sql[],
  perPerson: boolean,
): (scope: Scope, filters: Filters, zone?: string) => Sql {
  return (scope, filters, zone) => {
    const within = [startCondition(filters, 'm'), isManualWork, peopleCondition(scope, filters, 'm')]
    const claims = sql`array(select m.claim_token from manual_time_parts m ${where([...within, sql`m.claim_token is not null`])})`
    const read = [...(perPerson ? [sql`user_id`] : []), ...columns, ...(zone === undefined ? [] : [sql`at`]), sql`ms`]
    return sql`select ${join(read)} from (
      select m.user_id, m.claim_token, ${manualWork}, m.started_at as at, m.ended_at - m.started_at as ms
      from manual_time_parts m left join (${claimPayers(claims)}) known on known.claim_token = m.claim_token
      ${where(within)}
    ) manual ${where([filters.payer === null ? null : sql`payer = ${filters.payer}`])}`
  }
}

const namesOf = (columns: readonly KeyColumn[]) => columns.map((column) => column.name)

/** Manual work to be added to `activityRows`, */
export const manualActivityRows = manualWorkRows(namesOf(activityColumns), true)
/** to `activityTotals`, */
export const manualActivityTotals = manualWorkRows(namesOf(activityColumns), false)
/** to `personRows`, */
export const manualPersonRows = manualWorkRows(namesOf(personColumns), true)
/** and to `claimRows`. */
export const manualClaimRows = manualWorkRows([...namesOf(claimColumns), name('category')], true)
