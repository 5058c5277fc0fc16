import { businessCalendar, businessDaysBefore } from '../../shared/business-time/index.ts'
import { wonDenialStates } from '../../shared/contract/denials.ts'
import { metricDefinition, type MetricId } from '../../shared/metrics/index.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import { firstTouchSince, manualMsOf, touchedWithin } from '../claim-activity/touch-statistics.ts'
import { localDay, startOfLocalDay } from '../database/local-time.ts'
import { all, join, literal, nothing, sql, type Sql } from '../database/sql.ts'
import { byTeam, ofTeams } from '../deadlines/by-team.ts'
import { businessMs } from './business-clock-sql.ts'
import { endOfDueDay, isAppealedInTime, isDueDayOver, isOpenAt, type DenialMeasure } from './denial-sets.ts'
import { expectedWork } from './expected-work.ts'
import { firstTouchOverdue, isFirstTouchOverdue } from './first-touch-overdue.ts'
import { leftAt } from './left-at.ts'
import type { MetricQuery } from './metric-query.ts'
import { unclearOwnership } from './unclear-ownership.ts'

/** A stall is this many business days without activity. */
const STALLED_DAYS = 10
/** Condition: an event `e` is a response of the payer: of a remittance, or as a worklist or a person states it. */
const isResponse: Sql = sql`(e.origin = 'remittance' or e.kind in ('payer_responded', 'overturned', 'upheld'))`
/** A follow-up is on time from this many days before its day on. */
const FOLLOW_UP_DAYS = 7

const one: Sql = sql`1`
const won: Sql = sql`d.state in (${join(wonDenialStates.map((state) => literal(state)))})`
const flag = (condition: Sql): Sql => sql`(case when ${condition} then 1 else 0 end)`
const leftIf = (condition: Sql, query: MetricQuery): Sql =>
  sql`(case when ${condition} then ${leftAt(query)} else 0 end)`
const untouched: Sql = sql`work.first_touch_at is null`
const notRecovered: Sql = sql`d.denied_cents - coalesce(d.recovered_cents, 0)`
const daysBetween = (from: Sql, to: Sql, { zone }: MetricQuery): Sql =>
  sql`(${localDay(to, zone)} - ${localDay(from, zone)})`
const daysSinceReceipt = (instant: Sql, query: MetricQuery) =>
  ({ numerator: daysBetween(sql`d.received`, instant, query), denominator: one, percentiles: true }) as const

/** The measures of metrics of denials. */
const measures: { readonly [Id in MetricId]?: (query: MetricQuery) => DenialMeasure } = {
  denials_received: () => ({ among: 'received', numerator: one }),
  denied_amount: () => ({ among: 'received', numerator: sql`d.denied_cents` }),
  appeal_overturn_rate: () => ({
    among: 'decided',
    numerator: flag(sql`decision.outcome = 'overturned'`),
    denominator: one,
  }),
  resolution_rate: () => ({
    among: 'received',
    numerator: flag(sql`d.resolved_at is not null and d.state <> 'reversed'`),
    denominator: one,
  }),
  overturned_share: () => ({ among: 'resolved', numerator: flag(won), denominator: one }),
  days_to_resolution: (query) => ({ among: 'resolved', ...daysSinceReceipt(sql`d.resolved_at`, query) }),
  days_to_appeal: (query) => ({ among: 'first_appealed', ...daysSinceReceipt(sql`d.first_appealed_at`, query) }),
  dollars_recovered: () => ({
    among: 'resolved',
    only: sql`d.recovered_cents is not null`,
    numerator: sql`d.recovered_cents`,
  }),
  write_offs: () => ({ among: 'written_off', numerator: notRecovered }),
  unappealed_write_offs: () => ({
    among: 'written_off',
    only: sql`d.first_appealed_at is null`,
    numerator: notRecovered,
  }),
  preventable_write_offs: (query) => ({
    among: 'written_off',
    only: all([
      sql`d.appeal_due is not null`,
      sql`(d.first_appealed_at is null or d.first_appealed_at >= ${endOfDueDay('d.appeal_due', query)})`,
    ]),
    numerator: notRecovered,
  }),
  net_collection: () => ({
    among: 'resolved',
    numerator: sql`coalesce(d.recovered_cents, 0)`,
    denominator: sql`d.denied_cents`,
  }),
  cost_per_denial: ({ laborCentsPerHour, manualTime, at }) => ({
    among: 'resolved',
    ...(laborCentsPerHour === null && { only: sql`false` }),
    numerator: sql`(work.active_ms${manualTime === 'effort' ? sql` + ${manualMsOf(sql`${at}::bigint`)}` : nothing}) * ${laborCentsPerHour ?? 0}::numeric`,
    denominator: one,
    work: 'counts',
    scale: HOUR_MS,
  }),
  auto_resolved_share: (query) => ({
    among: 'resolved',
    only: isSinceStart(query),
    numerator: flag(sql`${untouched} and ${won}`),
    denominator: one,
    work: 'first',
  }),
  rework_rate: () => ({
    among: 'resolved',
    numerator: flag(sql`d.reopened > 0 or exists (
      select 1 from denials again
      where again.claim_token = d.claim_token and again.payer = d.payer
        and again.received >= d.resolved_at and again.denial_no > d.denial_no)`),
    denominator: one,
  }),
  time_to_first_touch: timeToFirstTouch,
  untouched_denials: (query) => ({
    among: 'received',
    only: all([isOpenAt(query), isSinceStart(query)]),
    numerator: flag(untouched),
    work: 'first',
  }),
  untouched_wait: untouchedWait,
  worked_within_sla: workedWithinSla,
  follow_up_on_time: (query) => ({
    among: 'follow_up_over',
    only: isFollowUpSinceStart(query),
    numerator: flag(touchedWithin(followUpFrom(query), endOfDueDay('d.follow_up_due', query))),
    denominator: one,
  }),
  follow_up_delay: (query) => {
    const value = firstTouchSince(followUpFrom(query), sql`${query.at}::bigint`)
    return {
      among: 'follow_up_over',
      only: all([isFollowUpSinceStart(query), sql`followed_up.value is not null`]),
      numerator: sql`greatest(0, ${daysBetween(sql`d.follow_up_due`, sql`followed_up.value`, query)})`,
      denominator: one,
      percentiles: true,
      shared: { alias: 'followed_up', value },
    }
  },
  appeal_timeliness: (query) => ({
    among: 'appealed_or_over',
    numerator: flag(isAppealedInTime(query)),
    denominator: one,
  }),
  overdue_denials: (query) => ({ among: 'open', ...overdue(query), numerator: flag(sql`overdue.value`) }),
  overdue_amount: (query) => ({ among: 'open', ...overdue(query), numerator: leftIf(sql`overdue.value`, query) }),
  open_denials: () => ({ among: 'open', numerator: one }),
  open_amount: (query) => ({ among: 'open', numerator: leftAt(query) }),
  past_follow_up: (query) => ({ among: 'open', numerator: flag(isDueDayOver('d.follow_up_due', query.at, query)) }),
  stalled_denials: (query) => ({ among: 'open', shared: stalled(query), numerator: flag(sql`stalled.value`) }),
  stalled_amount: (query) => ({ among: 'open', shared: stalled(query), numerator: leftIf(sql`stalled.value`, query) }),
  repeat_touch_share: () => ({
    among: 'touched',
    numerator: flag(sql`work.touches >= 3`),
    denominator: one,
    work: 'counts',
  }),
  unclear_ownership_hours: unclearOwnership,
  workload: expectedWork,
}

/** What a denial adds to a metric; null: the metric is not of denials. @param query as {@link judgedBy} gives it */
export const denialMeasure = (id: MetricId, query: MetricQuery): DenialMeasure | null => measures[id]?.(query) ?? null

/**
 * The query of a metric with the instant that it is judged by. A cohort, such as the denials received or resolved in a week, is judged by all that
 * has happened to it until now, however long ago the week ended: its days add up to the week.
 */
export function judgedBy(id: MetricId, query: MetricQuery): MetricQuery {
  return metricDefinition(id).countedOn === null ? query : { ...query, at: query.now }
}

/** Condition: a denial was received since the team began to use TouchLedger. Earlier work on others was not recorded. */
const isSinceStart = ({ slaStart }: MetricQuery): Sql =>
  slaStart === null ? sql`true` : sql`d.received >= ${slaStart}::bigint`
const isFollowUpSinceStart = ({ slaStart }: MetricQuery): Sql =>
  slaStart === null ? sql`true` : sql`d.follow_up_due >= ${slaStart}::bigint`

/** SQL of the instant from which on a touch counts for a follow-up day. */
const followUpFrom = ({ zone }: MetricQuery): Sql => startOfLocalDay(sql`d.follow_up_due`, zone, -FOLLOW_UP_DAYS)

function timeToFirstTouch(query: MetricQuery): DenialMeasure {
  return {
    among: 'received',
    only: all([isSinceStart(query), sql`work.first_touch_at is not null`]),
    numerator: waitedUntil(sql`work.first_touch_at`, query),
    ...eachInMinutes,
  }
}

function untouchedWait(query: MetricQuery): DenialMeasure {
  return {
    among: 'received',
    only: all([isOpenAt(query), isSinceStart(query), untouched]),
    numerator: waitedUntil(sql`${query.at}::bigint`, query),
    ...eachInMinutes,
  }
}

const eachInMinutes = { denominator: one, percentiles: true, work: 'first', scale: MINUTE_MS } as const

/** SQL of the business ms from receipt to an instant, by the calendar of the owner's team. */
function waitedUntil(instant: Sql, { filters, firstReceived, at, calendars, zone }: MetricQuery): Sql {
  const clock = businessMs(calendars, zone, { from: Math.max(filters.from, firstReceived ?? at), to: at })
  return clock(sql`d.received`, instant, sql`o.team`)
}

function workedWithinSla(query: MetricQuery): DenialMeasure {
  const overdueAt = sql`first_touch_sla.value`
  const missed = sql`${overdueAt} <= ${query.at}::bigint and (d.resolved_at is null or d.resolved_at >= ${overdueAt})`
  return {
    among: 'received',
    only: sql`${isSinceStart(query)} and ${overdueAt} is not null and (work.first_touch_at is not null or (${missed}))`,
    numerator: flag(sql`work.first_touch_at < ${overdueAt}`),
    denominator: one,
    work: 'first',
    shared: { alias: 'first_touch_sla', value: firstTouchOverdue(query, query.filters.from) },
  }
}

function overdue(query: MetricQuery): Pick<DenialMeasure, 'shared' | 'work'> {
  const value = sql`${isDueDayOver('d.follow_up_due', query.at, query)}
    or ${isDueDayOver('d.next_appeal_due', query.at, query)}
    or (d.first_appealed_at is null and (${isDueDayOver('d.appeal_due', query.at, query)} or (${isDueDayOver('d.corrected_claim_due', query.at, query)}
      and not exists (select 1 from denial_events e where e.denial_no = d.denial_no and e.kind = 'corrected_claim_sent'))))
    or (${untouched} and ${isSinceStart(query)} and ${isFirstTouchOverdue(query)})`
  return { shared: { alias: 'overdue', value }, work: 'first' }
}

function stalled(query: MetricQuery): NonNullable<DenialMeasure['shared']> {
  const since = stalledSince(query)
  const at = sql`${query.at}::bigint`
  const responses = all([sql`e.denial_no = d.denial_no`, isResponse, sql`e.happened_at < ${at}`])
  // Cheap checks first; the event lookup is expensive.
  const value = sql`(case when d.received >= ${since} or ${touchedWithin(since, at)} then false when (
      select max(e.happened_at) from denial_events e where ${responses}
    ) >= ${since} then false else true end)`
  return { alias: 'stalled', value }
}

/** SQL of the instant since which a denial without activity is stalled: so many business days of its owner's team ago. */
function stalledSince({ calendars, zone, at }: MetricQuery): Sql {
  const since = ofTeams(Object.keys(calendars.teams), (team) =>
    businessDaysBefore(at, STALLED_DAYS, businessCalendar(calendars, team, zone)),
  )
  return byTeam(sql`o.team`, since, (instant) => sql`${instant}::bigint`)
}
