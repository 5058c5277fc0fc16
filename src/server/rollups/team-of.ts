import { name, sql, type Sql } from '../database/sql.ts'

// The rollups of teams count each person to the team of rolled_up_members: docs/decisions/0027.

/** `left join …` that knows the team of a record; {@link TEAM_OF} is its SQL. @param record alias of rows with a user_id */
export const joinMember = (record: string): Sql => sql`
  left join rolled_up_members m on m.user_id = ${name(`${record}.user_id`)}
  left join users member on member.user_id = ${name(`${record}.user_id`)}`

/** The team that a record counts to: of somebody who is new, the one of today. */
export const TEAM_OF: Sql = sql`coalesce(m.team, member.team, '')`
