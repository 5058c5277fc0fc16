import { businessCalendar, businessDaysBefore } from '../../shared/business-time/index.ts'
import { wonDenialStates } from '../../shared/contract/denials.ts'
import type { MetricId } from '../../shared/metrics/index.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import { touchedWithin } from '../claim-activity/touch-statistics.ts'
import { all, join, literal, sql, type Sql } from '../database/sql.ts'
import { byTeam } from '../deadlines/by-team.ts'
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

/** The measures of metrics of denials; null for another metric. */
export function denialMeasure(id: MetricId, query: MetricQuery): DenialMeasure | null {
  switch (id) {
    case 'denials_received':
      return { among: 'received', numerator: one }
    case 'denied_amount':
      return { among: 'received', numerator: sql`d.denied_cents` }
    case 'appeal_overturn_rate':
      return {
        among: 'resolved',
        only: sql`d.first_appealed_at is not null`,
        numerator: flag(won),
        denominator: one,
      }
    case 'days_to_resolution':
      return { among: 'resolved', ...daysUntil(sql`d.resolved_at`) }
    case 'days_to_appeal':
      return { among: 'first_appealed', ...daysUntil(sql`d.first_appealed_at`) }
    case 'dollars_recovered':
      return { among: 'resolved', only: sql`d.recovered_cents is not null`, numerator: sql`d.recovered_cents` }
    case 'write_offs':
      return { among: 'resolved', only: sql`d.state = 'written_off'`, numerator: notRecovered }
    case 'unappealed_write_offs':
      return {
        among: 'resolved',
        only: sql`d.state = 'written_off' and d.first_appealed_at is null`,
        numerator: notRecovered,
      }
    case 'cost_per_denial':
      return {
        among: 'resolved',
        ...(query.laborCentsPerHour === null && { only: sql`false` }),
        numerator: sql`work.active_ms * ${query.laborCentsPerHour ?? 0}::numeric`,
        denominator: one,
        work: 'counts',
        scale: HOUR_MS,
      }
    case 'auto_resolved_share':
      return { among: 'resolved', numerator: flag(untouched), denominator: one, work: 'first' }
    case 'rework_rate':
      return {
        among: 'resolved',
        numerator: flag(sql`d.reopened > 0 or exists (
          select 1 from denials again
          where again.claim_token = d.claim_token and again.payer = d.payer
            and again.received >= d.resolved_at and again.denial_no > d.denial_no)`),
        denominator: one,
      }
    case 'time_to_first_touch':
      return timeToFirstTouch(query)
    case 'untouched_denials':
      return { among: 'received', only: isOpenAt(query), numerator: flag(untouched), work: 'first' }
    case 'worked_within_sla':
      return workedWithinSla(query)
    case 'follow_up_on_time': {
      const over = dayIsOver('d.follow_up_due')
      return {
        among: 'follow_up_over',
        numerator: flag(touchedWithin(sql`d.follow_up_due - ${literal(FOLLOW_UP_DAYS * DAY_MS)}`, over)),
        denominator: one,
      }
    }
    case 'appeal_timeliness':
      return {
        among: 'appealed_or_over',
        numerator: flag(sql`d.first_appealed_at < ${dayIsOver('d.appeal_due')}`),
        denominator: one,
      }
    case 'overdue_denials':
      return { among: 'open', ...overdue(query), numerator: flag(sql`overdue.value`) }
    case 'overdue_amount':
      return { among: 'open', ...overdue(query), numerator: centsIf(sql`overdue.value`) }
    case 'open_denials':
      return { among: 'open', numerator: one }
    case 'open_amount':
      return { among: 'open', numerator: sql`d.denied_cents` }
    case 'past_follow_up':
      return { among: 'open', numerator: flag(isOver('d.follow_up_due', query)) }
    case 'stalled_denials':
      return { among: 'open', shared: stalled(query), numerator: flag(sql`stalled.value`) }
    case 'stalled_amount':
      return { among: 'open', shared: stalled(query), numerator: centsIf(sql`stalled.value`) }
    case 'repeat_touch_share':
      return { among: 'touched', numerator: flag(sql`work.touches >= 3`), denominator: one, work: 'counts' }
    case 'unclear_ownership_hours':
      return unclearOwnership(query)
    default:
      return null
  }
}

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
  const since = (team: string | null) =>
    sql`${businessDaysBefore(at, STALLED_DAYS, businessCalendar(calendars, team, zone))}::bigint`
  return byTeam(
    sql`o.team`,
    since(null),
    Object.keys(calendars.teams).map((team) => [team, since(team)] as const),
  )
}
