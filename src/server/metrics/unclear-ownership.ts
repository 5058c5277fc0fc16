import type { Parameters } from '../database/parameters.ts'
import { businessMsSql } from './business-clock-sql.ts'
import type { DenialMeasure } from './denial-measures.ts'
import { MS_AN_HOUR } from './metric-query.ts'
import type { MetricQuery } from './metric-query.ts'

/** Later than every instant. */
const NEVER = '9007199254740991'

/**
 * Business ms of the period in which a denial had no owner, or waited for a touch after its second reassignment. Who owned it when is in
 * its events; before the first of them it was whom that one took it from.
 */
export function unclearOwnership(query: MetricQuery, parameters: Parameters): DenialMeasure {
  const { slice, firstReceived, at } = query
  const from = Math.min(at, Math.max(slice.from, firstReceived ?? at))
  const clock = businessMsSql(query.calendars, query.zone, { from, to: Math.max(from, at) }, parameters)
  const begin = `${parameters.add(from)}::bigint`
  const end = `${parameters.add(at)}::bigint`
  const clipped = clock.between(`greatest(s."from", ${begin})`, `least(s."to", ${end}, d.resolved_at)`, 'o.team')
  const ownerEvents = `from denial_events e where e.tenant_id = d.tenant_id and e.denial_no = d.denial_no and e.kind = 'owner'`
  return {
    // Who came with an owner and never had another one never waited for any.
    about: ` and d.received < ${end} and (d.resolved_at is null or d.resolved_at >= ${begin})
      and (d.owner is null or d.owner_since > d.received or d.reassigned > 0)`,
    // Nobody has taken it from its owner since before the period.
    numerator: `case when d.reassigned < 2 and d.owner_since <= greatest(d.received, ${begin}) then 0 else coalesce((
      select sum(${clipped}) from (
        select d.received as "from", coalesce(min(e.happened_at), ${NEVER}) as "to",
          case when count(*) = 0 then d.owner else (array_agg(e.from_value order by e.event_no))[1] end is null as unclear
        ${ownerEvents}
        union all
        select owned.happened_at,
          case when owned.to_value is null then owned.next_at else least(owned.next_at, (
            select min(t.started_at) from touches t
            where t.tenant_id = d.tenant_id and t.claim_token = d.claim_token and t.started_at >= owned.happened_at)) end,
          owned.to_value is null or (owned.reassigned and owned.reassignments >= 2)
        from (
          select e.happened_at, e.to_value, e.from_value is not null and e.to_value is not null as reassigned,
            lead(e.happened_at, 1, ${NEVER}::bigint) over (order by e.event_no) as next_at,
            count(*) filter (where e.from_value is not null and e.to_value is not null) over (order by e.event_no) as reassignments
          ${ownerEvents}
        ) owned
      ) s where (s.unclear)), 0) end`,
    scale: MS_AN_HOUR,
  }
}
