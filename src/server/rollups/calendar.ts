import { localTime } from '../database/local-time.ts'
import { sql, type Sql } from '../database/sql.ts'

/** The start of the 15 minutes of the clock in which a record begins. @param startedAt SQL of epoch ms */
export const bucketOf = (startedAt: Sql): Sql => sql`${startedAt} - ${startedAt} % 900000`

/**
 * `(bucket, day, next_day)`: the local day of each `bucket` (epoch ms). A day begins with its first bucket, so days and buckets never
 * overlap, even where a clock goes back over midnight (docs/decisions/0008).
 * @param buckets a query with a column `bucket`
 * @param zone IANA
 */
export function calendarOf(buckets: Sql, zone: string): Sql {
  const begins = (date: Sql) =>
    sql`(ceil(extract(epoch from (${date})::timestamp at time zone ${zone}::text) / 900) * 900000)::bigint`
  // `offset 0` keeps the planner from inlining a step wherever it is named: each is computed once a row.
  return sql`select bucket, ${begins(sql`date`)} as day, ${begins(sql`date + 1`)} as next_day
    from (
      select bucket, case
          when ${begins(sql`said`)} > bucket then said - 1
          when ${begins(sql`said + 1`)} <= bucket then said + 1
          else said
        end as date
      from (select bucket, ${localTime(sql`bucket`, zone)}::date as said from (${buckets}) q offset 0) local
      offset 0
    ) dated`
}
