import { HOUR_MS } from '../../shared/time.ts'
import { literal, sql } from '../database/sql.ts'
import { businessMs } from './business-clock-sql.ts'
import { type DenialMeasure, waitingFrom } from './denial-sets.ts'
import type { MetricQuery } from './metric-query.ts'

const NEVER = literal(Number.MAX_SAFE_INTEGER)

/**
 * Business ms of the period in which a denial was unassigned, or waited for a touch after its second reassignment. Its events say who owned it
 * when; before the first of them it was the owner whom that one names as the one before.
 */
export function unclearOwnership(query: MetricQuery): DenialMeasure {
  const { at, calendars, zone } = query
  const from = waitingFrom(query)
  const clock = businessMs(calendars, zone, { from, to: Math.max(from, at) })
  const begin = sql`${from}::bigint`
  const waited = clock(sql`greatest(s."from", ${begin})`, sql`least(s."to", ${at}::bigint, d.resolved_at)`, sql`o.team`)
  const ownerEvents = sql`from denial_events e where e.denial_no = d.denial_no and e.kind = 'owner'`
  return {
    among: 'waiting',
    // The first case: its owner has kept it since before the period.
    numerator: sql`case when d.reassigned < 2 and d.owner_since <= greatest(d.received, ${begin}) then 0 else coalesce((
      select sum(${waited}) from (
        select d.received as "from", coalesce(min(e.happened_at), ${NEVER}) as "to",
          case when count(*) = 0 then d.owner else (array_agg(e.from_value order by e.event_no))[1] end is null as unclear
        ${ownerEvents}
        union all
        select owned.happened_at,
          case when owned.to_value is null then owned.next_at else least(owned.next_at, (
            select min(t.started_at) from touches t
            where t.claim_token = d.claim_token and t.started_at >= owned.happened_at)) end,
          owned.to_value is null or (owned.reassigned and owned.reassignments >= 2)
        from (
          select e.happened_at, e.to_value, e.from_value is not null and e.to_value is not null as reassigned,
            lead(e.happened_at, 1, ${NEVER}::bigint) over (order by e.event_no) as next_at,
            count(*) filter (where e.from_value is not null and e.to_value is not null) over (order by e.event_no) as reassignments
          ${ownerEvents}
        ) owned
      ) s where s.unclear), 0) end`,
    scale: HOUR_MS,
  }
}
