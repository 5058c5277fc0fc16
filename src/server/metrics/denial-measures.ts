import { businessCalendar, businessDaysBefore } from '../../shared/business-time/index.ts'
import type { MetricId } from '../../shared/metrics/index.ts'
import type { Parameters } from '../database/parameters.ts'
import { businessMsSql } from './business-clock-sql.ts'
import { instantSql, MS_A_DAY, MS_A_MINUTE, MS_AN_HOUR } from './metric-query.ts'
import type { MetricQuery } from './metric-query.ts'
import { touchedWithin } from '../claim-activity/touch-statistics.ts'
import { touchedSince } from '../claim-activity/worked-denial.ts'
import { unclearOwnership } from './unclear-ownership.ts'
import { firstTouchLate, isFirstTouchLate } from './first-touch-late.ts'

/** What one denial adds to a metric. `d` is the denial, `o` its owner's row in users, `work` the touches on it. */
export interface DenialMeasure {
  /** ` and …`: which denials it is about. */
  readonly about: string
  /** SQL of what a denial adds; of a denominator left out, the metric is a sum. */
  readonly numerator: string
  readonly denominator?: string
  /** The numerators' median and 90th percentile are told. */
  readonly percentiles?: true
  /**
   * `work` is looked at: what is counted of it until the instant asked about and whether it was `touched` in the period, or its `first_touch_at`
   * alone, which is known of any instant.
   */
  readonly work?: 'counts' | 'first'
  /** What the numerator is divided by. */
  readonly scale?: number
}

const won = `d.state in ('overturned', 'recovered', 'reversed')`
/** A stall is this many business days without anything. */
const STALLED_DAYS = 10
/** What a file may say of a denial that is no answer of its payer: who has it, when it is due, where it belongs. */
const bookkeeping = `'owner', 'queue', 'follow_up_due', 'appeal_due', 'service_line', 'provider', 'location'`
/** A follow-up is kept by a touch within so many days before its day is over. */
const FOLLOW_UP_DAYS = 7

/** The measures of metrics about denials; null for a metric that is about something else. */
export function denialMeasure(id: MetricId, query: MetricQuery, parameters: Parameters): DenialMeasure | null {
  const { slice } = query
  const from = instantSql(parameters, slice.from)
  const to = instantSql(parameters, slice.to)
  const at = instantSql(parameters, query.at)
  const within = (column: string) => ` and ${column} >= ${from()} and ${column} < ${to()}`
  const received = () => within('d.received')
  const resolved = () => within('d.resolved_at')
  // Of a period that runs, what is open is what the partial index holds.
  const open = () =>
    ` and d.received < ${at()} and ${
      query.at >= query.now ? 'd.resolved_at is null' : `(d.resolved_at is null or d.resolved_at >= ${at()})`
    }`
  const dayOver = (column: string) => `${column} + ${MS_A_DAY} <= ${at()}`
  const one = '1'
  const flag = (condition: string) => `(case when ${condition} then 1 else 0 end)`
  const centsIf = (condition: string) => `(case when ${condition} then d.denied_cents else 0 end)`
  const overdue = () => `${dayOver('d.follow_up_due')} or (d.first_appealed_at is null and ${dayOver('d.appeal_due')})
    or (work.first_touch_at is null and ${isFirstTouchLate(query, parameters)})`
  const stalled = () => {
    const since = stalledBefore(query, parameters)
    // What decides for most is asked first: a look at the events is dear.
    return `(case when d.received >= ${since} or ${touchedWithin(parameters.add(slice.tenantId), since, at())} then false when (
      select max(e.happened_at) from denial_events e
      where e.tenant_id = d.tenant_id and e.denial_no = d.denial_no and e.import_no is not null
        and e.kind not in (${bookkeeping}) and e.happened_at < ${at()}
    ) >= ${since} then false else true end)`
  }

  switch (id) {
    case 'denials_received':
      return { about: received(), numerator: one }
    case 'denied_amount':
      return { about: received(), numerator: 'd.denied_cents' }
    case 'appeal_overturn_rate':
      return { about: `${resolved()} and d.first_appealed_at is not null`, numerator: flag(won), denominator: one }
    case 'days_to_resolution':
      return {
        about: resolved(),
        numerator: 'd.resolved_at - d.received',
        denominator: one,
        percentiles: true,
        scale: MS_A_DAY,
      }
    case 'days_to_appeal':
      return {
        about: within('d.first_appealed_at'),
        numerator: 'd.first_appealed_at - d.received',
        denominator: one,
        percentiles: true,
        scale: MS_A_DAY,
      }
    case 'dollars_recovered':
      return { about: `${resolved()} and d.recovered_cents is not null`, numerator: 'd.recovered_cents' }
    case 'write_offs':
      return {
        about: `${resolved()} and d.state = 'written_off'`,
        numerator: 'd.denied_cents - coalesce(d.recovered_cents, 0)',
      }
    case 'cost_per_denial':
      return {
        about: query.laborCentsPerHour === null ? `${resolved()} and false` : resolved(),
        numerator: `work.active_ms * ${parameters.add(query.laborCentsPerHour ?? 0)}::numeric`,
        denominator: one,
        work: 'counts',
        scale: MS_AN_HOUR,
      }
    case 'auto_resolved_share':
      return { about: resolved(), numerator: flag('work.first_touch_at is null'), denominator: one, work: 'first' }
    case 'rework_rate':
      return {
        about: resolved(),
        numerator: flag(`d.reopened > 0 or exists (
          select 1 from denials again
          where again.tenant_id = d.tenant_id and again.claim_token = d.claim_token and again.payer = d.payer
            and again.received >= d.resolved_at and again.denial_no > d.denial_no)`),
        denominator: one,
      }
    case 'time_to_first_touch': {
      const period = { from: Math.max(slice.from, query.firstReceived ?? query.at), to: query.at }
      const clock = businessMsSql(query.calendars, query.zone, period, parameters)
      return {
        about: `${received()} and work.first_touch_at is not null`,
        numerator: clock.between('d.received', 'work.first_touch_at', 'o.team'),
        denominator: one,
        percentiles: true,
        work: 'first',
        scale: MS_A_MINUTE,
      }
    }
    case 'untouched_denials':
      return { about: `${received()}${open()}`, numerator: flag('work.first_touch_at is null'), work: 'first' }
    case 'worked_within_sla': {
      const late = firstTouchLate(query, parameters, slice.from)
      const settled = `(work.first_touch_at is not null or (${late} <= ${at()} and (d.resolved_at is null or d.resolved_at >= ${late})))`
      return {
        about: `${received()} and ${late} is not null and ${settled}`,
        numerator: flag(`work.first_touch_at < ${late}`),
        denominator: one,
        work: 'first',
      }
    }
    case 'follow_up_on_time': {
      const over = `d.follow_up_due + ${MS_A_DAY}`
      return {
        about: `${within(over)} and ${over} <= ${at()} and (d.resolved_at is null or d.resolved_at >= ${over})`,
        numerator: flag(
          touchedWithin(parameters.add(slice.tenantId), `d.follow_up_due - ${FOLLOW_UP_DAYS * MS_A_DAY}`, over),
        ),
        denominator: one,
      }
    }
    case 'appeal_timeliness': {
      const over = `d.appeal_due + ${MS_A_DAY}`
      const appealed = `d.first_appealed_at >= ${from()} and d.first_appealed_at < ${to()}`
      const missed = `d.first_appealed_at is null and ${over} >= ${from()} and ${over} < ${to()} and ${over} <= ${at()}
        and (d.resolved_at is null or d.resolved_at >= ${over})`
      return {
        about: ` and d.appeal_due is not null and ((${appealed}) or (${missed}))`,
        numerator: flag(`d.first_appealed_at < ${over}`),
        denominator: one,
      }
    }
    case 'overdue_denials':
      return { about: open(), numerator: flag(overdue()), work: 'first' }
    case 'overdue_amount':
      return { about: open(), numerator: centsIf(overdue()), work: 'first' }
    case 'open_denials':
      return { about: open(), numerator: one }
    case 'open_amount':
      return { about: open(), numerator: 'd.denied_cents' }
    case 'past_follow_up':
      return { about: open(), numerator: flag(dayOver('d.follow_up_due')) }
    case 'stalled_denials':
      return { about: open(), numerator: flag(stalled()) }
    case 'stalled_amount':
      return { about: open(), numerator: centsIf(stalled()) }
    case 'repeat_touch_share':
      return {
        about: `${touchedSince(parameters.add(slice.tenantId), from())} and (work.touched)`,
        numerator: flag('work.touches >= 3'),
        denominator: one,
        work: 'counts',
      }
    case 'unclear_ownership_hours':
      return unclearOwnership(query, parameters)
    case 'initial_denial_rate':
    case 'primary_denial_rate':
    case 'clean_claim_rate':
    case 'first_pass_payment_rate':
    case 'active_minutes':
    case 'idle_minutes':
    case 'manual_minutes':
    case 'touches':
    case 'denials_touched':
    case 'minutes_per_denial':
    case 'hidden_minutes':
    case 'hidden_work_tax':
    case 'hidden_cost':
    case 'days_between_touches':
    case 'denials_worked_per_fte':
    case 'recovery_yield':
    case 'recovery_per_hour':
      return null
  }
}

/** SQL of the instant after which a denial must have moved not to be stalled: so many business days of its owner's team ago. */
function stalledBefore({ calendars, zone, at }: MetricQuery, parameters: Parameters): string {
  const before = (team: string | null) =>
    `${parameters.add(businessDaysBefore(at, STALLED_DAYS, businessCalendar(calendars, team, zone)))}::bigint`
  const teams = Object.keys(calendars.teams)
  if (teams.length === 0) return before(null)
  const cases = teams.map((team) => `when ${parameters.add(team)}::text then ${before(team)}`)
  return `(case o.team ${cases.join(' ')} else ${before(null)} end)`
}
