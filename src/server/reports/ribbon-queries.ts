import { FIFTEEN_MINUTES_MS } from '../../shared/contract/ingest.ts'
import type { PersonRibbon, SpanRow } from '../../shared/contract/reports.ts'
import { grouped } from '../../shared/grouped.ts'
import { ribbonOf, type RibbonSpan } from '../../shared/touches/index.ts'
import { instantOf, localTime } from '../database/local-time.ts'
import { join, literal, name, sql, where, type Sql } from '../database/sql.ts'
import { type Scope, visiblePeople } from '../identity/scope.ts'
import { coversEverybody, type Filters, peopleCondition, type Period, startCondition } from '../rollups/filters.ts'
import { pendingFacts, pendingRecords, wholeBuckets } from '../rollups/rolled-up-rows.ts'

type RibbonRow = RibbonSpan & Pick<SpanRow, 'userId'>

/** How many days with work are looked at, back from the newest. */
const RIBBON_SEARCH_DAYS = 8

/**
 * The day that ribbons show, by the calendar of the zone: the last one on which at least half as many people worked as on the busiest of the
 * latest days of the period. One person's Sunday does not replace the team's Friday.
 */
export async function readRibbonDay(scope: Scope, filters: Filters, zone: string): Promise<Period | null> {
  const [row] = await scope.query<Period>(
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

/** The 15 minutes from the first to the last recorded time of that day but away, inside the period; null: there is none. */
export async function readRibbonHours(scope: Scope, filters: Filters, day: Period): Promise<Period | null> {
  const period = { from: Math.max(filters.from, day.from), to: Math.min(filters.to, day.to) }
  const whole = wholeBuckets(period)
  const present = (alias: string) => [
    sql`${name(`${alias}.presence`)} <> 'away'`,
    peopleCondition(scope, filters, alias),
  ]
  const buckets = sql`from ${name(coversEverybody(scope, filters) ? 'total_15min' : 'activity_15min')} q
     ${where([sql`q.bucket >= ${whole.from}::bigint`, sql`q.bucket < ${whole.to}::bigint`, ...present('q')])}`
  const starts = (source: Sql, within: Period) =>
    sql`select f.started_at - f.started_at % ${literal(FIFTEEN_MINUTES_MS)} from ${source} ${where([startCondition(within, 'f'), ...present('f')])}`
  // Where the period cuts 15 minutes, their rollup also has what lies outside of it.
  const cut = [
    { from: period.from, to: Math.min(whole.from, period.to) },
    { from: Math.max(whole.to, period.from), to: period.to },
  ].filter(({ from, to }) => from < to)
  const worked = [
    sql`(select q.bucket ${buckets} order by q.bucket limit 1)`,
    sql`(select q.bucket ${buckets} order by q.bucket desc limit 1)`,
    starts(pendingFacts('spans'), period),
    ...cut.map((end) => starts(sql`spans f`, end)),
  ]
  const [row] = await scope.query<Period>(
    sql`with ${pendingRecords}
     select min(bucket)::bigint as "from", (max(bucket) + ${literal(FIFTEEN_MINUTES_MS)})::bigint as "to"
     from (${join(worked, ' union all ')}) worked having count(*) > 0`,
  )
  return row ?? null
}

/**
 * What these people did in a period, in order of time. A payer is no filter here: a ribbon with holes would look like absence.
 * @returns one ribbon for each of them; of somebody unknown or invisible it is empty
 */
export async function readRibbons(scope: Scope, period: Period, userIds: readonly string[]): Promise<PersonRibbon[]> {
  // Most spans have no tag, and null is read many times faster than an empty array.
  const rows = await scope.query<Omit<RibbonRow, 'hiddenKinds'> & { hiddenKinds: RibbonRow['hiddenKinds'] | null }>(
    sql`select s.*, tagged.kinds as "hiddenKinds"
     from unnest(${userIds}::text[]) asked (user_id)
     -- Without the offset, PostgreSQL reads everybody's day for the spans of a few.
     cross join lateral (
       select s.journal, s.seq, s.user_id as "userId", s.started_at as "startedAt", s.ended_at as "endedAt", s.presence, s.activity,
         s.rating, s.system, s.payer
       from spans s ${where([sql`s.user_id = asked.user_id`, startCondition(period, 's'), visiblePeople(scope, 's')])} offset 0
     ) s
     left join lateral (
       select array_agg(distinct h.kind order by h.kind) as kinds from hidden_tags h
       where h.journal = s.journal and h.span_seq = s.seq and h.started_at = s."startedAt"
     ) tagged on true`,
  )
  const spans = grouped(
    rows.map((row) => ({ ...row, hiddenKinds: row.hiddenKinds ?? [] })),
    (row) => row.userId,
  )
  return userIds.map((userId) => ({ userId, segments: ribbonOf(spans.get(userId) ?? []) }))
}
