import type { AccountRow } from '../../shared/contract/accounts.ts'
import { translator } from '../text/translator.ts'
import { NO_DATA, day } from '../ui/format.ts'

const t = translator('accounts')

/** The teams that an account sees and will see, with the days on which that changes. @param now epoch ms */
export function teamsText({ teamTimes }: Pick<AccountRow, 'teamTimes'>, now: number, zone: string): string {
  const parts = teamTimes.flatMap(({ team, from, to }) => {
    if (to !== null && to <= now) return []
    if (from > now) return [t('teamFrom', { team, date: day(from, zone) })]
    return [to === null ? team : t('teamUntil', { team, date: day(to, zone) })]
  })
  return parts.join(', ') || NO_DATA
}
