import { at, type Json, keyOf, withAt } from './json-path.ts'

/** What a team may have of its own beside its zone, each whole. */
export const ownParts = ['hours', 'holidays', 'shifts'] as const
export type OwnPart = (typeof ownParts)[number]

const LONGEST_NAME = 200

/** Where a team's own calendar stands in the settings. */
export const teamPath = (team: string): string => `teams/${keyOf(team)}`

/** The teams that have a calendar of their own, in the order they were added. */
export function teamsOf(calendar: Json): readonly string[] {
  return Object.keys((at(calendar, 'teams') as object | undefined) ?? {})
}

/** The calendar with one more team, which has nothing of its own yet; or in words why it cannot be added. */
export function withTeam(calendar: Json, name: string): { readonly calendar: Json; readonly team: string } | string {
  const team = name.trim()
  if (team === '') return 'a team’s name, as it is at enrolment'
  if (team.length > LONGEST_NAME) return `at most ${LONGEST_NAME} characters`
  if (teamsOf(calendar).includes(team)) return 'this team is here already'
  return { calendar: withAt(calendar, teamPath(team), {}), team }
}

export function withoutTeam(calendar: Json, team: string): Json {
  return withAt(calendar, teamPath(team), undefined)
}

/** Gives a team a part of its own, at first the same as everybody's, or takes it away again. */
export function withOwnPart(calendar: Json, team: string, part: OwnPart, own: boolean): Json {
  return withAt(calendar, `${teamPath(team)}/${part}`, own ? at(calendar, part) : undefined)
}
