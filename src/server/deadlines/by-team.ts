import { join, sql, type Sql } from '../database/sql.ts'

/** SQL of a value that some teams have of their own. @param team SQL of the team's name */
export function byTeam(team: Sql, tenant: Sql, own: readonly (readonly [team: string, value: Sql])[]): Sql {
  if (own.length === 0) return tenant
  const cases = own.map(([name, value]) => sql`when ${name}::text then ${value}`)
  return sql`(case ${team} ${join(cases, ' ')} else ${tenant} end)`
}
