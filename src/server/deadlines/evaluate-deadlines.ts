import type { EpochMs } from '../../shared/contract/brands.ts'
import { UNPROCESSABLE_REMARK } from '../../shared/denials/index.ts'
import { EVER, joinTouchStatistics } from '../claim-activity/touch-statistics.ts'
import { textArray } from '../database/arrays.ts'
import { startOfLocalDay } from '../database/local-time.ts'
import { all, join, literal, name, sql, where, type Sql } from '../database/sql.ts'
import { leftCents } from '../denials/denial-rows.ts'
import { visibleDenials, type Scope } from '../identity/scope.ts'
import { isOpen, isPayerLimit, type Deadlines, type DueSource, type SlaSource } from './deadline-terms.ts'
import { scopeCondition } from './denial-scope.ts'
import { dueKey, hasStatus, keyParts } from './due-key.ts'
import { overdueSql } from './overdue-table.ts'

export interface Evaluation {
  readonly deadlines: Deadlines
  /** Condition on the denial `d` and its owner's row in users, `o`; null: all open denials. */
  readonly only: Sql | null
  /** Columns of the denial that rows keep, apart from `denial_no`, `denied_cents`, `left_cents` and the owner's `team`. */
  readonly columns: readonly string[]
}

/** Condition: a corrected claim of a denial `d` was sent. */
const hasCorrectedClaim: Sql = sql`d.corrected_claim_due is not null and exists (
  select 1 from denial_events e where e.denial_no = d.denial_no and e.kind = 'corrected_claim_sent')`

/** Keeps the planner from computing a step again wherever the next one names it. Rows stream through all the same. */
const FENCE: Sql = sql`offset 0`

/**
 * Common table expressions that evaluate deadlines: `evaluated` has a row for each open denial, with `k0`, `k1`, … for each source; null where a
 * source does not apply or is met. `dueOf` reads such a key.
 */
export function evaluatedDeadlines(scope: Scope, { deadlines, only, columns }: Evaluation): Sql {
  const { sources, zone } = deadlines
  const now = sql`${deadlines.now}::bigint`
  const overdue = sources.map((source, index) => sql`${overdueBy(source, deadlines)} as ${name(`l${index}`)}`)
  const keys = sources.map((source, index) => sql`${keyOf(source, index, now)} as ${name(`k${index}`)}`)
  const scopeColumns = ['payer', 'category', 'service_line', 'queue'].filter((column) => !columns.includes(column))
  const own = (alias: string) => columnsOf(alias, ['denial_no', 'denied_cents', 'left_cents', ...columns])
  return sql`facts as (
      select ${denialColumns(columns)}, ${columnsOf('d', [...scopeColumns, 'received', 'state', 'follow_up_due'])}, o.team,
        d.first_appealed_at is not null or d.state = 'appealed' as appealed, ${literal(UNPROCESSABLE_REMARK)} = any(d.rarcs) as unprocessable,
        ${startOfLocalDay(sql`d.follow_up_due`, zone, 1)} as follow_up_over, ${startOfLocalDay(sql`d.appeal_due`, zone, 1)} as appeal_over,
        ${startOfLocalDay(sql`d.next_appeal_due`, zone, 1)} as next_appeal_over,
        case when ${hasCorrectedClaim} then null else ${startOfLocalDay(sql`d.corrected_claim_due`, zone, 1)} end as corrected_claim_over,
        work.first_touch_at as first_touch, work.last_touch_at as last_touch
      from denials d
      left join users o on o.name = d.owner${joinTouchStatistics(EVER)}
      ${where([isOpen('d'), only, visibleDenials(scope)])} ${FENCE}
    ), dated as (
      select ${own('f')}, f.team, f.follow_up_over, ${join(overdue)} from facts f ${FENCE}
    ), evaluated as (
      select ${own('f')}, f.team, ${join(keys)} from dated f ${FENCE}
    )`
}

/** The columns that rows keep of a denial `d`. */
export const denialColumns = (columns: readonly string[]): Sql =>
  sql`${columnsOf('d', ['denial_no', 'denied_cents', ...columns])}, ${leftCents} as left_cents`

export const columnsOf = (alias: string, columns: readonly string[]): Sql =>
  join(columns.map((column) => name(`${alias}.${column}`)))

const keyColumns = ({ sources }: Deadlines, which: (source: DueSource) => boolean = () => true): Sql[] =>
  sources.flatMap((source, index) => (which(source) ? [name(`f.k${index}`)] : []))

/** SQL of the most pressing key of a row `f` of `evaluated`: a payer deadline that is over, whatever target of our own was missed before it. */
export function mostPressing(deadlines: Deadlines): Sql {
  const over = keyColumns(deadlines, isPayerLimit).map(
    (key) => sql`case when ${hasStatus(key, 'overdue')} then ${key} end`,
  )
  return sql`coalesce(least(${join(over)}), least(${join(keyColumns(deadlines))}))`
}

/** SQL of all the keys of a row `f` of `evaluated`. */
export const allKeys = (deadlines: Deadlines): Sql => sql`array[${join(keyColumns(deadlines))}]`

/**
 * SQL of the instants `[from, until)` between which the keys of a row `f` of `evaluated` keep their status; null: no bound.
 * @param now SQL of the instant of the evaluation
 */
export function validity(deadlines: Deadlines, now: Sql): { readonly from: Sql; readonly until: Sql } {
  const turns = keyColumns(deadlines).map((key, index) => {
    const { at } = keyParts(key)
    return { atRisk: sql`${at} - ${deadlines.sources[index]?.warnMs ?? 0}::bigint`, overdue: at }
  })
  const passed = turns.map(
    ({ atRisk, overdue }) =>
      sql`case when ${now} >= ${overdue} then ${overdue} when ${now} >= ${atRisk} then ${atRisk} end`,
  )
  const upcoming = turns.map(
    ({ atRisk, overdue }) =>
      sql`case when ${now} < ${atRisk} then ${atRisk} when ${now} < ${overdue} then ${overdue} end`,
  )
  return { from: sql`greatest(${join(passed)})`, until: sql`least(${join(upcoming)})` }
}

/** SQL of the instant from which on a denial `f` of `facts` is overdue by a source; null where the source does not apply or is met. */
function overdueBy(source: DueSource, { sources, slaStart }: Pick<Deadlines, 'sources' | 'slaStart'>): Sql {
  switch (source.source) {
    case 'appeal_limit':
      // After a level that was upheld the next one has a deadline of its own.
      return sql`case when f.appealed then f.next_appeal_over else f.appeal_over end`
    case 'corrected_claim_limit':
      return sql`case when not f.appealed then f.corrected_claim_over end`
    case 'follow_up_day': {
      // An SLA that covers the denial looks after its follow-up date itself.
      const covered = sources.flatMap((other) =>
        other.source === 'sla' && other.kind === 'follow_up' ? [sql`(${all([scopeCondition(other.scope)])})`] : [],
      )
      const uncovered = covered.length === 0 ? null : sql`not (${join(covered, ' or ')})`
      const due = sql`(f.last_touch is null or f.last_touch < f.follow_up_due)`
      return sql`case when ${all([due, uncovered])} then f.follow_up_over end`
    }
    case 'sla': {
      const applies = [isUnmet(source, slaStart), scopeCondition(source.scope)]
      return sql`case when ${all(applies)} then ${slaOverdue(source)} end`
    }
  }
}

/** Condition: a denial `f` has not met an SLA yet; null: it starts again with each touch. */
function isUnmet({ kind, states }: SlaSource, slaStart: EpochMs | null): Sql | null {
  switch (kind) {
    case 'first_touch':
      return all([sql`f.first_touch is null`, slaStart === null ? null : sql`f.received >= ${slaStart}::bigint`])
    case 'follow_up':
      return null
    case 'appeal':
      // Whoever sent a corrected claim waits for its answer.
      return sql`not f.appealed and not f.unprocessable and f.state <> 'corrected_claim_sent'`
    case 'custom': {
      const meeting = sql`${textArray(states)}::text[]`
      return sql`not (f.state = any(${meeting}) or exists (
        select 1 from denial_events e where e.denial_no = f.denial_no and e.kind = any(${meeting})))`
    }
  }
}

function slaOverdue({ kind, table }: SlaSource): Sql {
  const team = sql`f.team`
  switch (kind) {
    case 'follow_up':
      return overdueSql(table, sql`coalesce(f.last_touch, f.received)`, team)
    case 'appeal':
      // A payer deadline that comes first replaces the SLA.
      return sql`nullif(least(${overdueSql(table, sql`f.received`, team)}, f.appeal_over), f.appeal_over)`
    default:
      return overdueSql(table, sql`f.received`, team)
  }
}

function keyOf(source: DueSource, index: number, now: Sql): Sql {
  const bySource = name(`f.l${index}`)
  if (source.source !== 'sla' || source.kind !== 'follow_up') {
    return dueKey(source, index, { now, overdue: bySource, ownDay: null })
  }
  // The denial's own follow-up date decides where it is later than the SLA's.
  const overdue = sql`case when ${bySource} is not null then greatest(${bySource}, f.follow_up_over) end`
  return dueKey(source, index, { now, overdue, ownDay: sql`f.follow_up_over > ${bySource}` })
}
