import type { AccountRow } from '../../shared/contract/accounts.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import { translator } from '../text/translator.ts'
import { NO_DATA, day } from '../ui/format.ts'

const t = translator('accounts')

/** All teams of somebody from an instant on, epoch ms; null: now. */
interface Stage {
  readonly teams: readonly string[]
  readonly from: number | null
}

/** The teams that an account sees and will see, with the days on which that changes. @param now epoch ms */
export function teamsText({ teamTimes }: Pick<AccountRow, 'teamTimes'>, now: number, zone: string): string {
  const teamsAt = (at: number) =>
    teamTimes.filter(({ from, to }) => from <= at && (to === null || to > at)).map(({ team }) => team)
  const changes = [...new Set(teamTimes.flatMap(({ from, to }) => [from, to ?? from]))].filter((at) => at > now)
  const later = changes.toSorted((a, b) => a - b).map((from) => ({ teams: teamsAt(from), from }))
  return stagesText([{ teams: teamsAt(now), from: null }, ...later], zone)
}

/** The team of a recorded person, and what is planned. */
export function personTeamText({ team, nextTeam }: Pick<PersonRow, 'team' | 'nextTeam'>, zone: string): string {
  const later = nextTeam === null ? [] : [{ teams: named(nextTeam.team), from: nextTeam.from }]
  return stagesText([{ teams: named(team), from: null }, ...later], zone)
}

const named = (team: string | null): readonly string[] => (team === null ? [] : [team])

/** Says of each team when, so that one that is planned is not read as one of now. */
function stagesText(stages: readonly Stage[], zone: string): string {
  if (stages.length === 1) return stages[0]?.teams.join(', ') || NO_DATA
  const parts = stages.map(({ teams, from }) => {
    const list = teams.join(', ') || t('noTeam')
    return from === null ? t('teamsNow', { teams: list }) : t('teamsFrom', { teams: list, date: day(from, zone) })
  })
  return parts.join('; ')
}
