import { FIFTEEN_MINUTES_MS } from '../../shared/contract/ingest.ts'
import { instantOf, localTime } from '../database/local-time.ts'
import { join, literal, name, sql, where, type Sql } from '../database/sql.ts'
import { coversEverybody, type Filters, peopleCondition, startCondition } from '../rollups/filters.ts'
import type { Period } from '../rollups/period.ts'
import { type KnownState, pendingWithin, type StateScope } from '../rollups/known-state.ts'
import { pendingFacts, pendingRecords, wholeBuckets, withAll } from '../rollups/rolled-up-rows.ts'

/** How many days with work are looked at, back from the newest. */
const RIBBON_SEARCH_DAYS = 8

/**
 * The day that ribbons show, by the calendar of the zone: the last one on which at least half as many people worked as on the busiest of the
 * latest days of the period. One person's Sunday does not replace the team's Friday.
 */
export async function readRibbonDay(scope: StateScope, filters: Filters, zone: string): Promise<Period | null> {
  const midnight = (at: Sql) => sql`date_trunc('day', ${localTime(at, zone)}) as midnight`
  const whole = wholeDaysAlone(scope, filters, zone)
  const days =
    whole === null
      ? sql`select midnight, count(distinct user_id) as people
          from (select ${midnight(sql`at`)}, user_id from (${daysWorked(scope, filters)}) worked) local group by midnight`
      : sql`select ${midnight(sql`day`)}, people from (
          select p.day, count(*) as people from person_time_days p
          ${where([sql`p.day = any(${whole}::bigint[])`, peopleCondition(scope, filters, 'p')])} group by p.day
        ) counted`
  const [row] = await scope.query<Period>(
    sql`select ${instantOf(sql`midnight`, zone)} as "from", ${instantOf(sql`midnight + interval '1 day'`, zone)} as "to"
     from (select * from (${days}) days order by midnight desc limit ${literal(RIBBON_SEARCH_DAYS)}) days
     order by (people * 2 >= max(people) over ()) desc, midnight desc limit 1`,
  )
  return row ?? null
}

/** Where the days looked at are whole ones of the zone and nothing is pending, each person and day is one row. Null: they are not. */
function wholeDaysAlone({ known }: StateScope, filters: Filters, zone: string): readonly number[] | null {
  if (known?.zone !== zone || pendingWithin(known, filters) !== null) return null
  const days = latestDays(known, filters)
  return days.every((day) => isWhole(day, filters)) ? days.map(({ from }) => from) : null
}

const latestDays = ({ days }: KnownState, period: Period): readonly Period[] =>
  days.filter(({ from, to }) => from < period.to && to > period.from).slice(-RIBBON_SEARCH_DAYS)

const isWhole = (day: Period, { from, to }: Period): boolean => day.from >= from && day.to <= to

/** The same at a known state: only the parts that have any. */
function knownDaysWorked(scope: StateScope, filters: Filters, known: KnownState): Sql {
  const people = (table: string) => peopleCondition(scope, filters, table)
  const days = latestDays(known, filters)
  const whole = days.filter((day) => isWhole(day, filters)).map(({ from }) => from)
  const parts = [
    sql`select p.day as at, p.user_id from person_time_days p ${where([sql`p.day = any(${whole}::bigint[])`, people('p')])}`,
    ...days
      .filter((day) => !isWhole(day, filters))
      .map(({ from, to }) => {
        const first = Math.max(from, filters.from - FIFTEEN_MINUTES_MS + 1)
        const within = sql`q.bucket >= ${first}::bigint and q.bucket < ${Math.min(to, filters.to)}::bigint`
        return sql`select q.bucket, q.user_id from activity_15min q ${where([within, people('q')])}`
      }),
  ]
  const waiting = pendingWithin(known, filters)
  if (waiting === null) return join(parts, ' union all ')
  const pending = sql`select f.started_at, f.user_id from ${pendingFacts('spans')} ${where([startCondition(waiting, 'f'), people('f')])}`
  return sql`with ${pendingRecords} ${join([...parts, pending], ' union all ')}`
}

/** `(at, user_id)`: an instant of each day on which somebody worked in the period, once for a person and day, or for a person and 15 minutes. */
function daysWorked(scope: StateScope, filters: Filters): Sql {
  if (scope.known) return knownDaysWorked(scope, filters, scope.known)
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
      select p.user_id from person_time_days p ${where([sql`p.day = d.day`, sql`d.whole`, people('p')])}
    ) p
    union all
    select q.bucket, q.user_id from last_days d cross join activity_15min q ${where(buckets)}
    union all
    select f.started_at, f.user_id from ${pendingFacts('spans')} ${where([startCondition(filters, 'f'), people('f')])}`
}

/** The 15 minutes from the first to the last recorded time of that day but away, inside the period; null: there is none. */
export async function readRibbonHours(scope: StateScope, filters: Filters, day: Period): Promise<Period | null> {
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
  const waits = scope.known ? pendingWithin(scope.known, period) : period
  const waiting = waits === null ? [] : [waits]
  const worked = [
    sql`(select q.bucket ${buckets} order by q.bucket limit 1)`,
    sql`(select q.bucket ${buckets} order by q.bucket desc limit 1)`,
    ...waiting.map((part) => starts(pendingFacts('spans'), part)),
    ...cut.map((end) => starts(sql`spans f`, end)),
  ]
  const [row] = await scope.query<Period>(
    sql`${withAll(waits === null ? [] : [pendingRecords])}
     select min(bucket)::bigint as "from", (max(bucket) + ${literal(FIFTEEN_MINUTES_MS)})::bigint as "to"
     from (${join(worked, ' union all ')}) worked having count(*) > 0`,
  )
  return row ?? null
}
