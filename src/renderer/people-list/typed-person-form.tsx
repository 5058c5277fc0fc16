import { type FormEvent, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ListedPeople } from '../../shared/contract/people-list.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { TeamField } from '../accounts/team-field.tsx'
import type { AccountClient } from '../bridge/account-client.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import styles from './people-list.module.css'

const nobody = { name: '', email: '' }

/** One person, typed. The team stays for the next one. */
export function TypedPersonForm({
  accounts,
  knownTeams,
  onSaved,
}: {
  readonly accounts: AccountClient
  readonly knownTeams: readonly string[]
  readonly onSaved: (people: ListedPeople) => void
}) {
  const t = useTranslations('peopleList.add')
  const [typed, setTyped] = useState(nobody)
  const [team, setTeam] = useState('')
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    accounts.addPeople({ people: [{ ...typed, team }] }).then(
      (people) => {
        setTyped(nobody)
        form.current?.querySelector('input')?.focus()
        onSaved(people)
      },
      (error: unknown) => setProblem(asProblem(error)),
    )
  }
  const isComplete = typed.name.trim() !== '' && typed.email.trim() !== ''
  return (
    <form ref={form} className={styles.typed} onSubmit={submit} aria-label={t('typed')} noValidate>
      <h3>{t('typed')}</h3>
      <div className={styles.fields}>
        <TextField label={t('name')} value={typed.name} onChange={(name) => setTyped({ ...typed, name })} />
        <TextField label={t('email')} value={typed.email} onChange={(email) => setTyped({ ...typed, email })} />
        <TeamField label={t('team')} value={team} known={knownTeams} onChange={setTeam} />
        <Button type="submit" disabled={!isComplete}>
          {t('addOne')}
        </Button>
      </div>
      {problem && <Banner kind="problem">{problem.errors[0]?.detail ?? problem.message}</Banner>}
    </form>
  )
}
