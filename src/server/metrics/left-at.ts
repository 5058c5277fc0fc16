import { sql, type Sql } from '../database/sql.ts'
import { leftCents } from '../denials/denial-rows.ts'
import type { MetricQuery } from './metric-query.ts'

/**
 * SQL of what was left of a denial `d` at the instant of the question, cents: of now as it is stored, of the past by what had happened by then, as
 * `leftOf` of its outcome says.
 */
export function leftAt({ at, now }: Pick<MetricQuery, 'at' | 'now'>): Sql {
  if (at >= now) return leftCents
  const by = sql`e.denial_no = d.denial_no and e.happened_at < ${at}::bigint`
  return sql`(
    select greatest(0, least(
      coalesce(answer.cents, d.denied_cents) - greatest(0, coalesce(paid.cents, 0)),
      d.denied_cents - coalesce(stated.cents, 0),
      d.denied_cents))
    from (
      select coalesce(max(e.event_no) filter (where e.kind in ('answer', 'reversed')), 0) as answered,
        coalesce(max(e.event_no) filter (where e.kind in ('answer', 'reversed', 'payment')), 0) as changed
      from denial_events e where ${by}
    ) last
    left join lateral (
      select e.to_value::bigint as cents from denial_events e
      where ${by} and e.event_no = last.answered and e.kind = 'answer'
    ) answer on true
    left join lateral (
      select sum(e.to_value::bigint) as cents from denial_events e
      where ${by} and e.kind = 'payment' and e.event_no > last.answered
    ) paid on true
    left join lateral (
      select e.to_value::bigint as cents from denial_events e
      where ${by} and e.kind = 'recovered_amount' and e.event_no > last.changed order by e.event_no desc limit 1
    ) stated on true)`
}
