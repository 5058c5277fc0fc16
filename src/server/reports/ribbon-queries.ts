import { FIFTEEN_MINUTES_MS } from '../../shared/contract/ingest.ts'
import type { SpanRow } from '../../shared/contract/reports.ts'
import { instantOf, localTime } from '../database/local-time.ts'
import { literal, sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { peopleCondition, startCondition, type Filters } from '../rollups/filters.ts'
import { pendingFacts, pendingRecords } from '../rollups/rolled-up-rows.ts'

export interface Day {
  readonly from: number
  readonly to: number
}
export type DaySpan = Pick<
  SpanRow,
  'userId' | 'startedAt' | 'endedAt' | 'presence' | 'activity' | 'rating' | 'system' | 'payer' | 'hiddenKinds'
>

/** No screen shows more ribbons, and every span of a day is read for one: the first people by name have ribbons. */
export const MOST_RIBBONS = 100

/** How many days with work are looked at, back from the newest. */
const RIBBON_SEARCH_DAYS = 8

/**
 * The day that ribbons show, by the calendar of the zone: the last one on which at least half as many people worked as on the busiest of the
 * latest days of the period. One person's Sunday does not replace the team's Friday.
 */
export async function readRibbonDay(scope: Scope, filters: Filters, zone: string): Promise<Day | null> {
  const [row] = await scope.query<Day>(
    sql`with worked as (${daysWorked(scope, filters)}), local as (
       select date_trunc('day', ${localTime(sql`at`, zone)}) as midnight, user_id from worked
     )
     select ${instantOf(sql`midnight`, zone)} as "from", ${instantOf(sql`midnight + interval '1 day'`, zone)} as "to"
     from (
       select midnight, count(distinct user_id) as people from local
       group by midnight order by midnight desc limit ${literal(RIBBON_SEARCH_DAYS)}
     ) days
     order by (people * 2 >= max(people) over ()) desc, midnight desc limit 1`,
  )
  return row ?? null
}

/** `(at, user_id)`: an instant of each day on which somebody worked in the period, once for a person and day, or for a person and 15 minutes. */
function daysWorked(scope: Scope, filters: Filters): Sql {
  const [from, to] = [sql`${filters.from}::bigint`, sql`${filters.to}::bigint`]
  const people = (table: string) => peopleCondition(scope, filters, table)
  // A day that is only partly in the period is looked at by its 15 minutes.
  const buckets = [
    sql`not d.whole`,
    sql`q.bucket >= greatest(d.day, ${from} - ${literal(FIFTEEN_MINUTES_MS - 1)})`,
    sql`q.bucket < least(d.next_day, ${to})`,
    people('q'),
  ]
  return sql`
    with last_days as materialized (
      select d.day, d.next_day, d.day >= ${from} and d.next_day <= ${to} as whole from rolled_up_days d
      where d.day < ${to} and d.next_day > ${from}
      order by d.day desc limit ${literal(RIBBON_SEARCH_DAYS)}
    ), ${pendingRecords}
    select d.day as at, p.user_id from last_days d
    cross join lateral (
      select distinct p.user_id from person_days p ${where([sql`p.day = d.day`, sql`d.whole`, people('p')])}
    ) p
    union all
    select q.bucket, q.user_id from last_days d cross join activity_15min q ${where(buckets)}
    union all
    select f.started_at, f.user_id from ${pendingFacts('spans')} ${where([startCondition(filters, 'f'), people('f')])}`
}

/** Everything of that day inside the period, unordered and without the payer filter: a ribbon with holes would look like absence. */
export async function readDaySpans(scope: Scope, filters: Filters, day: Day): Promise<DaySpan[]> {
  const period = { from: Math.max(filters.from, day.from), to: Math.min(filters.to, day.to) }
  const tagged = [startCondition(period, 'h'), sql`h.user_id in (select shown.user_id from shown)`]
  // Most spans have no tag, and null is read many times faster than an empty array.
  const rows = await scope.query<Omit<DaySpan, 'hiddenKinds'> & { hiddenKinds: DaySpan['hiddenKinds'] | null }>(
    sql`with shown as materialized (
       select u.user_id from users u ${where([peopleCondition(scope, filters, 'u')])}
       order by u.name limit ${literal(MOST_RIBBONS)}
     ), tagged as materialized (
       select h.journal, h.span_seq, array_agg(distinct h.kind order by h.kind) as kinds
       from hidden_tags h
       ${where(tagged)}
       group by h.journal, h.span_seq
     )
     select s.user_id as "userId", s.started_at as "startedAt", s.ended_at as "endedAt", s.presence, s.activity, s.rating, s.system,
       s.payer, tagged.kinds as "hiddenKinds"
     from shown
     join spans s on s.user_id = shown.user_id and ${startCondition(period, 's')}
     left join tagged on tagged.journal = s.journal and tagged.span_seq = s.seq`,
  )
  return rows.map((row) => ({ ...row, hiddenKinds: row.hiddenKinds ?? [] }))
}
