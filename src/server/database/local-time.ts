import { literal, sql, type Sql } from './sql.ts'

/** SQL of the local time of an instant. @param at SQL of epoch ms. @param zone IANA */
export const localTime = (at: Sql, zone: string): Sql =>
  sql`(to_timestamp((${at})::float8 / 1000) at time zone ${zone}::text)`

/** SQL of the calendar day of an instant, a date: two of them subtract to days. */
export const localDay = (at: Sql, zone: string): Sql => sql`${localTime(at, zone)}::date`

/** SQL of the start of the day that an instant lies in, so many calendar days later; null stays null. */
export const startOfLocalDay = (at: Sql, zone: string, daysLater = 0): Sql =>
  instantOf(sql`${localDay(at, zone)} + ${literal(daysLater)}`, zone)

/** SQL of the instant, epoch ms, of a local time. @param local SQL of a timestamp or date */
export const instantOf = (local: Sql, zone: string): Sql =>
  sql`(extract(epoch from (${local})::timestamp at time zone ${zone}::text) * 1000)::bigint`
