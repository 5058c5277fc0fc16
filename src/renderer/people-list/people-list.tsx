import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { PersonAccess } from '../../shared/contract/people-list.ts'
import { useKnownTeams } from '../accounts/known-teams.ts'
import type { Browser } from '../bridge/app-environment.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { QueryState } from '../ui/query-state.tsx'
import { AccessCard } from './access-card.tsx'
import { AddPeopleCard } from './add-people-card.tsx'
import { MadeAccess } from './made-access.tsx'
import styles from './people-list.module.css'

/** Adds people, and makes codes and links for many of them. */
export function PeopleList({ browser }: { readonly browser: Browser }) {
  const t = useTranslations('peopleList.access')
  const { accounts, prefix } = browser
  const { latest, problem, reload } = useLiveQuery(['people'], () => accounts.people())
  const devices = useTeamQuery('devices', {})
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [made, setMade] = useState<readonly PersonAccess[] | null>(null)
  const people = useMemo(
    () => (latest?.rows ?? []).filter(({ leftAt, sample }) => leftAt === null && !sample),
    [latest],
  )
  const computers = useMemo(() => {
    const counts = new Map<string, number>()
    for (const { userId } of devices.latest?.rows ?? []) counts.set(userId, (counts.get(userId) ?? 0) + 1)
    return counts
  }, [devices.latest])
  const knownTeams = useKnownTeams(people)
  if (made) {
    return <MadeAccess made={made} prefix={prefix} onDone={() => setMade(null)} />
  }
  return (
    <div className={styles.cards}>
      <AddPeopleCard
        accounts={accounts}
        knownTeams={knownTeams}
        onSaved={({ ids }) => {
          setChosen((before) => new Set([...before, ...ids]))
          reload()
        }}
      />
      {latest === null ? (
        <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
      ) : (
        <AccessCard
          accounts={accounts}
          people={people}
          computers={computers}
          chosen={chosen}
          onChoose={setChosen}
          onMade={setMade}
        />
      )}
    </div>
  )
}
