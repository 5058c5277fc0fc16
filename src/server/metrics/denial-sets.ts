import { dayOf, startOfDay } from '../../shared/business-time/index.ts'
import { denialStates, openDenialStates } from '../../shared/contract/denials.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { touchedSince } from '../claim-activity/worked-denial.ts'
import { startOfLocalDay } from '../database/local-time.ts'
import { all, join, literal, name, sql, type Sql } from '../database/sql.ts'
import type { MetricQuery } from './metric-query.ts'

// The sets of denials that metrics measure. Measures of one set and one question are read in one pass.

type DueDay = 'd.follow_up_due' | 'd.appeal_due' | 'd.next_appeal_due' | 'd.corrected_claim_due'

/** SQL of the instant after a due day. */
export const endOfDueDay = (column: DueDay, { zone }: Pick<MetricQuery, 'zone'>): Sql =>
  startOfLocalDay(name(column), zone, 1)

/** Condition: a due day is over at an instant. It compares with a constant, since no other form is as cheap for all denials. */
export const isDueDayOver = (column: DueDay, at: EpochMs, { zone }: Pick<MetricQuery, 'zone'>): Sql =>
  sql`${name(column)} < ${startOfDay(dayOf(at, zone), zone)}::bigint`

/** Condition: a denial was appealed before the end of the payer's deadline. A late appeal is none: the miss stays in the month of the deadline. */
export const isAppealedInTime = (query: MetricQuery): Sql =>
  sql`coalesce(d.first_appealed_at < ${endOfDueDay('d.appeal_due', query)}, false)`

/** Sets that an instant of the denial places in the period, with that instant: as `countedOn` of the metric says. */
const instants = {
  received: () => sql`d.received`,
  resolved: () => sql`d.resolved_at`,
  written_off: () => sql`d.state_since`,
  first_appealed: () => sql`d.first_appealed_at`,
  decided: () => sql`decision.decided_at`,
  follow_up_over: (query: MetricQuery) => endOfDueDay('d.follow_up_due', query),
  appealed_or_over: (query: MetricQuery) =>
    sql`(case when ${isAppealedInTime(query)} then d.first_appealed_at else ${endOfDueDay('d.appeal_due', query)} end)`,
} as const

export type DenialSet = keyof typeof instants | 'open' | 'touched' | 'waiting'

/**
 * What one denial adds to a metric. `d` is the denial, `o` its owner's row in users, `work` the touches on it; in the set `decided` there is a row for each
 * `decision` on an appeal of it.
 */
export interface DenialMeasure {
  readonly among: DenialSet
  /** Condition on the denials of the set; left out: all of them. */
  readonly only?: Sql
  /** SQL of what a denial adds. Without a denominator the metric is a sum. */
  readonly numerator: Sql
  readonly denominator?: Sql
  /** The median and 90th percentile of the numerators are of interest. */
  readonly percentiles?: true
  /** The columns of `work` that are needed: what is counted until the instant of the question, or `first_touch_at` alone. */
  readonly work?: 'counts' | 'first'
  /** A value that several parts need, as `alias.value`. */
  readonly shared?: { readonly alias: string; readonly value: Sql }
  /** Divides the numerator. */
  readonly scale?: number
}

/** SQL of the instant that places a denial of a set in the period. */
export const instantOf = (set: DenialSet, query: MetricQuery): Sql =>
  set in instants ? instants[set as keyof typeof instants](query) : sql`null::bigint`

/** Condition on the denials `d` of a set, with the touches `work` on them. */
export function isInSet(set: DenialSet, query: MetricQuery): Sql {
  const { filters, at } = query
  const now = sql`${at}::bigint`
  const within = (instant: Sql) => sql`${instant} >= ${filters.from}::bigint and ${instant} < ${filters.to}::bigint`
  const dueDayOver = (column: DueDay) => {
    const overBy = (instant: EpochMs) => isDueDayOver(column, Math.min(instant, at), query)
    return all([overBy(filters.to - 1), sql`not ${overBy(filters.from - 1)}`])
  }
  const unresolvedBy = (instant: Sql) => sql`(d.resolved_at is null or d.resolved_at >= ${instant})`
  switch (set) {
    case 'received':
    case 'first_appealed':
    case 'decided':
      return within(instants[set]())
    case 'resolved':
      // A reversed denial is neither won nor lost until its correction comes.
      return all([within(instants.resolved()), sql`d.state <> 'reversed'`])
    case 'written_off':
      return all([within(instants.written_off()), sql`d.state = 'written_off'`])
    case 'follow_up_over':
      return all([dueDayOver('d.follow_up_due'), unresolvedBy(endOfDueDay('d.follow_up_due', query))])
    case 'appealed_or_over': {
      const missed = all([dueDayOver('d.appeal_due'), unresolvedBy(endOfDueDay('d.appeal_due', query))])
      return all([
        sql`d.appeal_due is not null`,
        sql`(case when ${isAppealedInTime(query)} then ${within(sql`d.first_appealed_at`)} else ${missed} end)`,
      ])
    }
    case 'open':
      return isOpenAt(query)
    case 'touched':
      return all([touchedSince(sql`${filters.from}::bigint`), sql`work.touched`])
    case 'waiting':
      // A denial that came with an owner and kept it was never unassigned.
      return all([
        sql`d.received < ${now}`,
        unresolvedBy(sql`${waitingFrom(query)}::bigint`),
        sql`(d.owner is null or d.owner_since > d.received or d.reassigned > 0)`,
      ])
  }
}

/** Condition: a denial `d` is open at the instant of the question. For now, it is what the index of open denials holds. */
export const isOpenAt = ({ at, now }: MetricQuery): Sql =>
  all([
    sql`d.received < ${at}::bigint`,
    ...(at >= now
      ? [sql`d.resolved_at is null`, sql`d.proposed_state is null`]
      : [
          sql`(d.resolved_at is null or d.resolved_at >= ${at}::bigint)`,
          sql`(d.proposed_since is null or d.proposed_since >= ${at}::bigint)`,
          wasOpenBetween(at),
        ]),
  ])

/**
 * Condition: a denial that was closed or reversed and opened again was not in between at an instant. Its events are looked up only where it may have
 * been: its state has changed since, after it was reopened, appealed again, or corrected.
 */
function wasOpenBetween(at: EpochMs): Sql {
  const states = denialStates.filter((state) => state !== 'new')
  const last = sql`select e.kind from denial_events e
    where e.denial_no = d.denial_no and e.kind in (${join(states.map(literal))}) and e.happened_at < ${at}::bigint
    order by e.event_no desc limit 1`
  return sql`case when d.state_since >= ${at}::bigint and (d.reopened > 0 or d.first_appealed_at is not null
      or d.state in ('overturned', 'corrected_claim_sent', 'payer_responded')) then coalesce((${last}), 'new') in (${join(openDenialStates.map(literal))}) else true end`
}

/** Where waiting in the period begins, epoch ms. */
export const waitingFrom = ({ filters, firstReceived, at }: MetricQuery): number =>
  Math.min(at, Math.max(filters.from, firstReceived ?? at))
