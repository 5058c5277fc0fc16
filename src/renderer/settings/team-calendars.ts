import { translator } from '../text/translator.ts'
import { at, type Json, keyOf, withAt } from './json-path.ts'

const t = translator('settings.teams')

/** The parts of a calendar that a team may replace as a whole, apart from its time zone. */
export const ownParts = ['hours', 'holidays', 'shifts'] as const
export type OwnPart = (typeof ownParts)[number]

const LONGEST_NAME = 200

/** The path of a team's calendar in the settings. */
export const teamPath = (team: string): string => `teams/${keyOf(team)}`

/** The teams that have a calendar, in the order in which they were added. */
export function teamsOf(calendar: Json): readonly string[] {
  return Object.keys((at(calendar, 'teams') as object | undefined) ?? {})
}

/** The calendar with one more team, which still uses the defaults; or the reason why it cannot be added. */
export function withTeam(calendar: Json, name: string): { readonly calendar: Json; readonly team: string } | string {
  const team = name.trim()
  if (team === '') return t('nameRequired')
  if (team.length > LONGEST_NAME) return t('nameTooLong', { maximum: LONGEST_NAME })
  if (teamsOf(calendar).includes(team)) return t('alreadyAdded')
  return { calendar: withAt(calendar, teamPath(team), {}), team }
}

export function withoutTeam(calendar: Json, team: string): Json {
  return withAt(calendar, teamPath(team), undefined)
}

/** Gives a team its own copy of a part of the defaults, or removes it. */
export function withOwnPart(calendar: Json, team: string, part: OwnPart, own: boolean): Json {
  return withAt(calendar, `${teamPath(team)}/${part}`, own ? at(calendar, part) : undefined)
}
