import type { CalendarSettings } from '../../shared/contract/settings.ts'
import { join, sql, type Sql } from '../database/sql.ts'

/** What a tenant has, and what some of its teams have of their own. */
export interface ByTeam<Own> {
  readonly tenant: Own
  readonly teams: ReadonlyMap<string, Own>
}

/** @param ownOf a team; null: the tenant */
export const ofTeams = <Own>(teams: readonly string[], ownOf: (team: string | null) => Own): ByTeam<Own> => ({
  tenant: ownOf(null),
  teams: new Map(teams.map((team) => [team, ownOf(team)])),
})

/** SQL of a value that some teams have of their own. @param team SQL of the team's name */
export function byTeam<Own>(team: Sql, { tenant, teams }: ByTeam<Own>, valueOf: (own: Own) => Sql): Sql {
  if (teams.size === 0) return valueOf(tenant)
  const cases = [...teams].map(([name, own]) => sql`when ${name}::text then ${valueOf(own)}`)
  return sql`(case ${team} ${join(cases, ' ')} else ${valueOf(tenant)} end)`
}

type TeamCalendar = CalendarSettings['teams'][string]

/** Teams with a zone or with one of these parts of a calendar of their own. */
export const teamsWith = ({ teams }: CalendarSettings, ...parts: (keyof TeamCalendar)[]): string[] =>
  Object.entries(teams)
    .filter(([, own]) => own.zone !== undefined || parts.some((part) => own[part] !== undefined))
    .map(([team]) => team)
