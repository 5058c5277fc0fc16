import { byEndpoint } from '../audit/append.ts'
import { readValue, type Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'

/**
 * Moves people to the team that is planned for them, once its day has begun. What was recorded before goes with them, as everywhere: sums are by
 * the team of now.
 * @param now epoch ms
 * @returns how many moved, and when the next one does, epoch ms; null: no change is planned
 */
export async function movePlanned(
  database: Database,
  now: number,
): Promise<{ readonly moved: number; readonly nextAt: number | null }> {
  const moved = await database.transaction(async (queries) => {
    const rows = await queries.query<{ userId: string; before: string | null; after: string | null }>(
      sql`with due as (
          select user_id, team as before from users where next_team_from <= ${now} order by user_id for update
        )
        update users u set team = u.next_team, next_team = null, next_team_from = null
        from due where due.user_id = u.user_id
        returning u.user_id as "userId", due.before, u.team as after`,
    )
    for (const { userId, before, after } of rows) {
      await byEndpoint(now)(queries, {
        ...{ action: 'person_changed', object: userId, before: { team: before }, after: { team: after } },
      })
    }
    return rows.length
  })
  return { moved, nextAt: await readValue<number>(database, sql`select min(next_team_from) from users`) }
}
