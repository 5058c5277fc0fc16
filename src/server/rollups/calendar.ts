/**
 * `(quarter, day, next_day)` for each `quarter` (epoch ms) of a source: the local day it lies in. `$1` is the tenant, `$2` the zone. A day
 * begins with the first quarter hour that begins in it, so that days and quarter hours never overlap; where a clock goes back over
 * midnight and a date comes twice, the day is what lies between the two midnights that PostgreSQL names.
 */
export function calendarOf(quarters: string): string {
  const begins = (date: string) =>
    `(ceil(extract(epoch from (${date})::timestamp at time zone $2) / 900) * 900000)::bigint`
  // Each step is worked out once a row: without "offset 0" the text of one would be put into the next one wherever it is named.
  return `select quarter, ${begins('date')} as day, ${begins('date + 1')} as next_day
    from (
      select quarter, case
          when ${begins('said')} > quarter then said - 1
          when ${begins('said + 1')} <= quarter then said + 1
          else said
        end as date
      from (select quarter, (to_timestamp(quarter / 1000.0) at time zone $2)::date as said from (${quarters}) q offset 0) local
      offset 0
    ) dated`
}
