import type { Queries } from '../database/database.ts'
import { join, literal, name, sql } from '../database/sql.ts'
import { addRecords } from './distinct-counts.ts'
import { sharedSums } from './shared-sums.ts'

/** Counts everybody to the team of today. The rollups of teams have to be empty. */
export async function beginMembers(queries: Queries): Promise<void> {
  await queries.query(sql`delete from rolled_up_members`)
  await queries.query(
    sql`insert into rolled_up_members (user_id, team) select u.user_id, coalesce(u.team, '') from users u`,
  )
}

const sumsOfTeams = sharedSums.filter(({ of }) => 'team' in of.columns)

/** Moves what was rolled up of people whose team has changed to their team of today. The caller holds the lock on rollup_state. */
export async function moveMembers(queries: Queries): Promise<void> {
  const moved = await queries.query<{ userId: string; before: string; now: string }>(
    sql`select m.user_id as "userId", m.team as before, coalesce(u.team, '') as now
     from rolled_up_members m join users u on u.user_id = m.user_id where m.team <> coalesce(u.team, '')`,
  )
  if (moved.length === 0) return
  const ids = moved.map(({ userId }) => userId)
  const left = [...new Set(moved.map(({ before }) => before))]
  // A row for each move away from a team and each move to one.
  const moves = sql`unnest(${[...ids, ...ids]}::text[], ${moved.map(({ before }) => before).concat(moved.map(({ now }) => now))}::text[],
    ${moved.map(() => -1).concat(moved.map(() => 1))}::int[]) move (user_id, team, sign)`
  for (const { of: team, from: person, columns } of sumsOfTeams) {
    const keys = join([name('day'), name('team'), ...columns.map((column) => column.name)])
    await queries.query(
      sql`insert into ${name(team.name)} as known (${keys}, ms, spans)
       select ${keys}, sum(move.sign * r.ms)::bigint, sum(move.sign * r.spans)::bigint
       from ${moves} join ${name(person.name)} r on r.user_id = move.user_id
       group by ${join([1, 2, ...columns.map((_, index) => index + 3)].map(literal))}
       on conflict (${keys}) do update set ms = known.ms + excluded.ms, spans = known.spans + excluded.spans`,
    )
    await queries.query(sql`delete from ${name(team.name)} where team = any(${left}::text[]) and spans = 0`)
  }
  await queries.query(
    addRecords(
      sql`${moves} join distinct_counts c on c.user_id = move.user_id`,
      sql`move.team`,
      sql`move.sign * c.entities`,
    ),
  )
  await queries.query(
    sql`update rolled_up_members m set team = coalesce(u.team, '')
     from users u where u.user_id = m.user_id and m.user_id = any(${ids}::text[])`,
  )
}
