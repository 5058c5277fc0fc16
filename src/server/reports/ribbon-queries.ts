import type { SpanRow } from '../../shared/contract/reports.ts'
import { FIFTEEN_MINUTES_MS } from '../../shared/contract/ingest.ts'
import type { Queries } from '../database/database.ts'
import { startFilter, userFilter } from './filters.ts'
import type { Slice } from './filters.ts'
import { statementParameters } from './parameters.ts'
import type { Parameters } from './parameters.ts'

export interface Day {
  readonly from: number
  readonly to: number
}
export type DaySpan = Pick<
  SpanRow,
  'userId' | 'startedAt' | 'endedAt' | 'presence' | 'activity' | 'rating' | 'system' | 'payer' | 'hiddenKinds'
>

/** More ribbons than this no screen shows, and every span of a day is read for them: the first people by name have one. */
export const MOST_RIBBONS = 100

/** How far back from the newest work a day is looked for. */
const RIBBON_SEARCH_DAYS = 8

/**
 * The day the ribbons show, by the calendar of the zone: the last one on which at least half as many people worked as on the busiest of the last
 * days of the period. One person's Sunday does not push the team's Friday off the screen.
 */
export async function readRibbonDay(queries: Queries, slice: Slice, zone: string): Promise<Day | null> {
  const parameters = statementParameters()
  const zoned = parameters.add(zone)
  const [row] = await queries.query<Day>(
    `with worked as (${daysWorked(slice, parameters)}), local as (
       select date_trunc('day', to_timestamp(at / 1000.0) at time zone ${zoned}) as midnight, user_id from worked
     )
     select (extract(epoch from midnight at time zone ${zoned}) * 1000)::bigint as "from",
       (extract(epoch from (midnight + interval '1 day') at time zone ${zoned}) * 1000)::bigint as "to"
     from (
       select midnight, count(distinct user_id) as people from local
       group by midnight order by midnight desc limit ${RIBBON_SEARCH_DAYS}
     ) days
     order by (people * 2 >= max(people) over ()) desc, midnight desc limit 1`,
    parameters.values,
  )
  return row ?? null
}

/** `(at, user_id)`: an instant of each day on which somebody worked in the period; a person once a day, or once a quarter hour. */
function daysWorked(slice: Slice, parameters: Parameters): string {
  const tenant = parameters.add(slice.tenantId)
  const [from, to] = [`${parameters.add(slice.from)}::bigint`, `${parameters.add(slice.to)}::bigint`]
  const user = (table: string) => userFilter(slice, parameters, table)
  // A day that is only partly in the period is looked at by quarter hours.
  return `
    with last_days as materialized (
      select d.day, d.next_day, d.day >= ${from} and d.next_day <= ${to} as whole from folded_days d
      where d.tenant_id = ${tenant} and d.day < ${to} and d.next_day > ${from}
      order by d.day desc limit ${RIBBON_SEARCH_DAYS}
    )
    select d.day as at, p.user_id from last_days d
    cross join lateral (
      select distinct p.user_id from person_days p where p.tenant_id = ${tenant} and p.day = d.day and d.whole${user('p')}
    ) p
    union all
    select q.quarter, q.user_id from last_days d
    join activity_quarters q on q.tenant_id = ${tenant} and not d.whole and q.quarter >= greatest(d.day, ${from} - ${FIFTEEN_MINUTES_MS - 1})
      and q.quarter < least(d.next_day, ${to})${user('q')}
    union all
    select s.started_at, s.user_id
    from (select b.device_id, b.generation, unnest(b.seqs) as seq from unfolded_batches b where b.tenant_id = ${tenant}) w
    join spans s on s.tenant_id = ${tenant} and s.device_id = w.device_id and s.generation = w.generation and s.seq = w.seq
      and s.started_at >= ${from} and s.started_at < ${to}${user('s')}`
}

/** Everything of that day inside the period, in no order, not narrowed to a payer: a ribbon with holes would look like absence. */
export async function readDaySpans(queries: Queries, slice: Slice, day: Day): Promise<DaySpan[]> {
  const parameters = statementParameters()
  const period = { ...slice, from: Math.max(slice.from, day.from), to: Math.min(slice.to, day.to) }
  const tenant = parameters.add(slice.tenantId)
  // Most spans have no tag: null is read many times as fast as an empty array.
  const rows = await queries.query<Omit<DaySpan, 'hiddenKinds'> & { hiddenKinds: DaySpan['hiddenKinds'] | null }>(
    `with shown as materialized (
       select u.user_id from users u where u.tenant_id = ${tenant}${userFilter(slice, parameters, 'u')}
       order by u.name limit ${MOST_RIBBONS}
     ), tagged as materialized (
       select h.device_id, h.generation, h.span_seq, array_agg(distinct h.kind order by h.kind) as kinds
       from hidden_tags h
       where h.tenant_id = ${tenant}${startFilter(period, parameters, 'h')} and h.user_id in (select shown.user_id from shown)
       group by h.device_id, h.generation, h.span_seq
     )
     select s.user_id as "userId", s.started_at as "startedAt", s.ended_at as "endedAt", s.presence, s.activity, s.rating, s.system,
       s.payer, tagged.kinds as "hiddenKinds"
     from shown
     join spans s on s.tenant_id = ${tenant} and s.user_id = shown.user_id${startFilter(period, parameters, 's')}
     left join tagged on tagged.device_id = s.device_id and tagged.generation = s.generation and tagged.span_seq = s.seq`,
    parameters.values,
  )
  return rows.map((row) => ({ ...row, hiddenKinds: row.hiddenKinds ?? [] }))
}
