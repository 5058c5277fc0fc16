import { Temporal } from 'temporal-polyfill'
import { startOfDay } from '../../shared/business-time/index.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { accountTeams } from '../database/schema/identity.ts'
import { sql, type Sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { problem } from '../errors/problem.ts'

/** The teams that an account `a` sees at an instant, epoch ms, as an array. */
export const teamsAt = (now: number): Sql => sql`array(
  select held.team from account_teams held
  where held.account_id = a.account_id and held.from_at <= ${now} and (held.to_at is null or held.to_at > ${now})
  order by held.team)`

/** All of its teams with their times, as JSON. */
export const teamTimes: Sql = sql`(
  select coalesce(json_agg(json_build_object('team', held.team, 'from', held.from_at, 'to', held.to_at) order by held.from_at, held.team), '[]'::json)
  from account_teams held where held.account_id = a.account_id)`

/**
 * When a change takes effect: at the beginning of a day to come, in the tenant's zone, or now.
 * @param date ISO 8601; undefined: now @param pointer of the date in the request @throws HttpProblem 422 `past_date`
 */
export function beginOf(
  date: string | undefined,
  { now, zone }: { readonly now: number; readonly zone: string },
  pointer = '/teamsFrom',
): number {
  if (date === undefined) return now
  const begin = startOfDay(Temporal.PlainDate.from(date), zone)
  if (begin > now) return begin
  throw problem(422, 'past_date', 'The date is not in the future. Leave it out for a change at once.', {
    errors: [{ pointer, detail: 'is not in the future' }],
  })
}

/** From an instant on, an account sees these teams; what was planned for later is dropped, what was before stays written down. */
export async function setTeams(
  queries: Queries,
  accountId: string,
  teams: readonly string[],
  from: number,
): Promise<void> {
  await queries.query(sql`delete from account_teams where account_id = ${accountId} and from_at >= ${from}`)
  await queries.query(
    sql`update account_teams set to_at = case when team = any(${teams}::text[]) then null else ${from}::bigint end
      where account_id = ${accountId} and (to_at is null or to_at >= ${from})`,
  )
  const held = await queries.query<{ readonly team: string }>(
    sql`select team from account_teams where account_id = ${accountId} and to_at is null`,
  )
  const known = new Set(held.map(({ team }) => team))
  const rows = [...new Set(teams)].flatMap((team) =>
    known.has(team) ? [] : [{ accountId, team, fromAt: from, toAt: null }],
  )
  if (rows.length > 0) await queries.query(bulkInsert(accountTeams, columnNames(accountTeams), rows))
}
