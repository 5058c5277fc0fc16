import type { Database, Queries } from '../database/database.ts'
import { name, sql, type Sql } from '../database/sql.ts'

/** Whose facts may be seen: everybody's, or those of some teams and of one person. */
export type VisiblePeople = 'everybody' | { readonly teams: readonly string[]; readonly userId: string | null }

/**
 * Whose question it is. Made once for each request or background job, it is the only key to facts: whatever reads facts takes a scope, and
 * narrows what it reads by {@link visiblePeople}.
 */
export interface Scope extends Queries {
  readonly database: Database
  readonly people: VisiblePeople
}

/** @param people what the one who asks may see */
export function createScope(database: Database, people: VisiblePeople): Scope {
  return { database, people, query: (statement) => database.query(statement) }
}

/** The scope of the endpoint's own background jobs. */
export const everything = (database: Database): Scope => createScope(database, 'everybody')

/** The same scope inside a transaction, or on another connection of the same tenant. */
export const within = (scope: Scope, queries: Queries): Scope => ({
  ...scope,
  query: (statement) => queries.query(statement),
})

/** Condition on a table with a `user_id` that leaves the rows of visible people; null where everybody is visible. @param table its alias */
export function visiblePeople({ people }: Scope, table: string): Sql | null {
  const column = name(`${table}.user_id`)
  if (people === 'everybody') return null
  const own = sql`${column} = ${people.userId}::text`
  if (people.teams.length === 0) return own
  return sql`(${own} or ${column} in (select visible.user_id from users visible where visible.team = any(${people.teams}::text[])))`
}

/** The same for denials `d`, which belong to their owner by name; the unassigned belong to everybody. */
export function visibleDenials({ people }: Scope, denial = 'd'): Sql | null {
  const owner = name(`${denial}.owner`)
  if (people === 'everybody') return null
  return sql`(${owner} is null or ${owner} in (
    select visible.name from users visible where visible.user_id = ${people.userId}::text or visible.team = any(${people.teams}::text[])
  ))`
}
