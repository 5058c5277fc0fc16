import { businessCalendar, businessDaysBefore } from '../../shared/business-time/index.ts'
import { wonDenialStates } from '../../shared/contract/denials.ts'
import type { MetricId } from '../../shared/metrics/index.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import { touchedWithin } from '../claim-activity/touch-statistics.ts'
import { all, join, literal, sql, type Sql } from '../database/sql.ts'
import { byTeam, ofTeams } from '../deadlines/by-team.ts'
import { businessMs } from './business-clock-sql.ts'
import { dayIsOver, isOpenAt, type DenialMeasure } from './denial-sets.ts'
import { firstTouchOverdue, isFirstTouchOverdue } from './first-touch-overdue.ts'
import type { MetricQuery } from './metric-query.ts'
import { unclearOwnership } from './unclear-ownership.ts'

/** A stall is this many business days without activity. */
const STALLED_DAYS = 10
/** Events of a file that are no response of the payer. */
const bookkeeping: Sql = sql`'owner', 'queue', 'follow_up_due', 'appeal_due', 'service_line', 'provider', 'location'`
/** A follow-up is on time from this many days before its day is over. */
const FOLLOW_UP_DAYS = 7

const one: Sql = sql`1`
const won: Sql = sql`d.state in (${join(wonDenialStates.map((state) => literal(state)))})`
const flag = (condition: Sql): Sql => sql`(case when ${condition} then 1 else 0 end)`
const centsIf = (condition: Sql): Sql => sql`(case when ${condition} then d.denied_cents else 0 end)`
const untouched: Sql = sql`work.first_touch_at is null`
const notRecovered: Sql = sql`d.denied_cents - coalesce(d.recovered_cents, 0)`
const daysUntil = (instant: Sql): Pick<DenialMeasure, 'numerator' | 'denominator' | 'percentiles' | 'scale'> => ({
  numerator: sql`${instant} - d.received`,
  denominator: one,
  percentiles: true,
  scale: DAY_MS,
})

/** The measures of metrics of denials. */
const measures: { readonly [Id in MetricId]?: (query: MetricQuery) => DenialMeasure } = {
  denials_received: () => ({ among: 'received', numerator: one }),
  denied_amount: () => ({ among: 'received', numerator: sql`d.denied_cents` }),
  appeal_overturn_rate: () => ({
    among: 'resolved',
    only: sql`d.first_appealed_at is not null`,
    numerator: flag(won),
    denominator: one,
  }),
  days_to_resolution: () => ({ among: 'resolved', ...daysUntil(sql`d.resolved_at`) }),
  days_to_appeal: () => ({ among: 'first_appealed', ...daysUntil(sql`d.first_appealed_at`) }),
  dollars_recovered: () => ({
    among: 'resolved',
    only: sql`d.recovered_cents is not null`,
    numerator: sql`d.recovered_cents`,
  }),
  write_offs: () => ({ among: 'resolved', only: sql`d.state = 'written_off'`, numerator: notRecovered }),
  unappealed_write_offs: () => ({
    among: 'resolved',
    only: sql`d.state = 'written_off' and d.first_appealed_at is null`,
    numerator: notRecovered,
  }),
  cost_per_denial: ({ laborCentsPerHour }) => ({
    among: 'resolved',
    ...(laborCentsPerHour === null && { only: sql`false` }),
    numerator: sql`work.active_ms * ${laborCentsPerHour ?? 0}::numeric`,
    denominator: one,
    work: 'counts',
    scale: HOUR_MS,
  }),
  auto_resolved_share: () => ({ among: 'resolved', numerator: flag(untouched), denominator: one, work: 'first' }),
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
    only: isOpenAt(query),
    numerator: flag(untouched),
    work: 'first',
  }),
  worked_within_sla: workedWithinSla,
  follow_up_on_time: () => {
    const over = dayIsOver('d.follow_up_due')
    return {
      among: 'follow_up_over',
      numerator: flag(touchedWithin(sql`d.follow_up_due - ${literal(FOLLOW_UP_DAYS * DAY_MS)}`, over)),
      denominator: one,
    }
  },
  appeal_timeliness: () => ({
    among: 'appealed_or_over',
    numerator: flag(sql`d.first_appealed_at < ${dayIsOver('d.appeal_due')}`),
    denominator: one,
  }),
  overdue_denials: (query) => ({ among: 'open', ...overdue(query), numerator: flag(sql`overdue.value`) }),
  overdue_amount: (query) => ({ among: 'open', ...overdue(query), numerator: centsIf(sql`overdue.value`) }),
  open_denials: () => ({ among: 'open', numerator: one }),
  open_amount: () => ({ among: 'open', numerator: sql`d.denied_cents` }),
  past_follow_up: (query) => ({ among: 'open', numerator: flag(isOver('d.follow_up_due', query)) }),
  stalled_denials: (query) => ({ among: 'open', shared: stalled(query), numerator: flag(sql`stalled.value`) }),
  stalled_amount: (query) => ({ among: 'open', shared: stalled(query), numerator: centsIf(sql`stalled.value`) }),
  repeat_touch_share: () => ({
    among: 'touched',
    numerator: flag(sql`work.touches >= 3`),
    denominator: one,
    work: 'counts',
  }),
  unclear_ownership_hours: unclearOwnership,
}

/** What a denial adds to a metric; null: the metric is not of denials. */
export const denialMeasure = (id: MetricId, query: MetricQuery): DenialMeasure | null => measures[id]?.(query) ?? null

const isOver = (column: 'd.follow_up_due' | 'd.appeal_due', { at }: MetricQuery): Sql =>
  sql`${dayIsOver(column)} <= ${at}::bigint`

function timeToFirstTouch(query: MetricQuery): DenialMeasure {
  const { filters, firstReceived, at, calendars, zone } = query
  const clock = businessMs(calendars, zone, { from: Math.max(filters.from, firstReceived ?? at), to: at })
  return {
    among: 'received',
    only: sql`work.first_touch_at is not null`,
    numerator: clock(sql`d.received`, sql`work.first_touch_at`, sql`o.team`),
    denominator: one,
    percentiles: true,
    work: 'first',
    scale: MINUTE_MS,
  }
}

function workedWithinSla(query: MetricQuery): DenialMeasure {
  const overdueAt = sql`first_touch_sla.value`
  const missed = sql`${overdueAt} <= ${query.at}::bigint and (d.resolved_at is null or d.resolved_at >= ${overdueAt})`
  return {
    among: 'received',
    only: sql`${overdueAt} is not null and (work.first_touch_at is not null or (${missed}))`,
    numerator: flag(sql`work.first_touch_at < ${overdueAt}`),
    denominator: one,
    work: 'first',
    shared: { alias: 'first_touch_sla', value: firstTouchOverdue(query, query.filters.from) },
  }
}

function overdue(query: MetricQuery): Pick<DenialMeasure, 'shared' | 'work'> {
  const value = sql`${isOver('d.follow_up_due', query)}
    or (d.first_appealed_at is null and ${isOver('d.appeal_due', query)})
    or (${untouched} and ${isFirstTouchOverdue(query)})`
  return { shared: { alias: 'overdue', value }, work: 'first' }
}

function stalled(query: MetricQuery): NonNullable<DenialMeasure['shared']> {
  const since = stalledSince(query)
  const at = sql`${query.at}::bigint`
  const responses = all([
    sql`e.denial_no = d.denial_no`,
    sql`e.import_no is not null`,
    sql`e.kind not in (${bookkeeping})`,
    sql`e.happened_at < ${at}`,
  ])
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
