import type { AccountRow } from '../../shared/contract/accounts.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { teamsOf } from '../settings/team-calendars.ts'

/** Every team that somebody is in, is going to be in or sees, or that has a calendar. */
export function useKnownTeams(
  people: readonly PersonRow[],
  accounts: readonly Pick<AccountRow, 'teamTimes'>[] = [],
): readonly string[] {
  const { latest } = useTeamQuery('settings', { name: 'calendar' })
  const inUse = [
    ...people.flatMap(({ team, nextTeam }) => [team ?? [], nextTeam?.team ?? []].flat()),
    ...accounts.flatMap(({ teamTimes }) => teamTimes.map(({ team }) => team)),
  ]
  return [...new Set([...inUse, ...teamsOf(latest?.body ?? {})])].toSorted()
}

/** The teams in a text that nobody knows yet. @param text names with commas between */
export function newTeams(text: string, known: readonly string[]): readonly string[] {
  if (known.includes(text.trim())) return []
  return teamsIn(text).filter((team) => !known.includes(team))
}

/** The teams in a text with commas between. */
export const teamsIn = (text: string): readonly string[] => text.split(',').flatMap((team) => team.trim() || [])
