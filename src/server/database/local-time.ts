import { sql, type Sql } from './sql.ts'

/** SQL of the local time of an instant. @param at SQL of epoch ms. @param zone IANA */
export const localTime = (at: Sql, zone: string): Sql =>
  sql`(to_timestamp((${at})::float8 / 1000) at time zone ${zone}::text)`

/** SQL of the instant, epoch ms, of a local time. @param local SQL of a timestamp or date */
export const instantOf = (local: Sql, zone: string): Sql =>
  sql`(extract(epoch from (${local})::timestamp at time zone ${zone}::text) * 1000)::bigint`
