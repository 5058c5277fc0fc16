import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { roles as allRoles, type Role } from '../../shared/contract/access.ts'
import type { AccountRow, NewAccount } from '../../shared/contract/accounts.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { DateField } from '../ui/date-field.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Banner } from '../ui/notice.tsx'
import { parseDate } from '../ui/typed-time.ts'
import { teamsIn } from './known-teams.ts'
import { RolesField } from './roles-field.tsx'
import { TeamField } from './team-field.tsx'
import styles from './accounts-screen.module.css'

/** An account to add, or one to change, whose e-mail address stays. */
export function AccountForm({
  account,
  isOwn,
  people,
  knownTeams,
  problem,
  onSave,
  onCancel,
}: {
  /** Null: a new one. */
  readonly account: AccountRow | null
  /** Whether it is that of whoever is signed in, of which another admin says whose records it sees. */
  readonly isOwn: boolean
  readonly people: readonly PersonRow[]
  readonly knownTeams: readonly string[]
  /** Why the last try did not work. */
  readonly problem: ClientProblem | null
  /** @param teamsFrom first day with the teams, ISO 8601; null: at once */
  readonly onSave: (given: NewAccount, teamsFrom: string | null) => void
  readonly onCancel: () => void
}) {
  const t = useTranslations('accounts')
  const [name, setName] = useState(account?.name ?? '')
  const [email, setEmail] = useState(account?.email ?? '')
  const [roles, setRoles] = useState<readonly Role[]>(account?.roles ?? [])
  const [teams, setTeams] = useState(account?.teams.join(', ') ?? '')
  const [teamsFrom, setTeamsFrom] = useState('')
  const [user, setUser] = useState(account?.user ?? '')
  const form = useRef<HTMLFormElement>(null)
  // The button that opens it is in a row of the table above.
  useEffect(() => {
    if (account) form.current?.querySelector('input')?.focus()
  }, [account])
  const errorOf = (pointer: string) => problem?.errors.find((error) => error.pointer === pointer)?.detail
  const begin = parseDate(teamsFrom)
  const isSupervisor = roles.includes('supervisor')
  const isDated = !isSupervisor || teamsFrom.trim() === '' || begin.ok
  const isComplete = name.trim() !== '' && email.trim() !== '' && roles.length > 0 && isDated
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isComplete) return
    const given = {
      name,
      email: email.trim(),
      roles: [...roles],
      // What a role that was unchecked again had asked for is no longer shown.
      teams: isSupervisor ? [...teamsIn(teams)] : [],
      ...(user !== '' && { user }),
    }
    onSave(given, isSupervisor && begin.ok ? begin.value : null)
  }
  return (
    <Card
      title={account ? t('form.change', { name: account.name }) : t('form.add')}
      explanation={t(account ? 'form.changeExplanation' : 'form.explanation')}
    >
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <TextField label={t('form.name')} value={name} onChange={setName} error={errorOf('/name')} />
        {!account && <TextField label={t('form.email')} value={email} onChange={setEmail} error={errorOf('/email')} />}
        <RolesField legend={t('form.roles')} offered={allRoles} roles={roles} onChange={setRoles} />
        {isSupervisor && (
          <TeamField
            label={t('form.teams')}
            hint={t(teamsIn(teams).length === 0 ? 'form.noTeamsHint' : 'form.teamsHint')}
            value={teams}
            error={errorOf('/teams')}
            known={knownTeams}
            onChange={setTeams}
          />
        )}
        {isSupervisor && account && (
          <DateField
            label={t('form.teamsFrom')}
            text={teamsFrom}
            error={errorOf('/teamsFrom')}
            onChange={setTeamsFrom}
          />
        )}
        {roles.includes('biller') && !isOwn && (
          <SelectField
            label={t('form.user')}
            value={user}
            options={[
              { value: '', name: t('form.nobody') },
              ...people.map(({ id, name: recorded }) => ({ value: id, name: recorded })),
            ]}
            onChange={setUser}
          />
        )}
        {problem && <Banner kind="problem">{problem.message}</Banner>}
        <div className={styles.buttons}>
          <Button kind="primary" type="submit" disabled={!isComplete}>
            {t(account ? 'form.save' : 'form.addAndInvite')}
          </Button>
          {account && (
            <Button kind="quiet" onClick={onCancel}>
              {t('form.cancel')}
            </Button>
          )}
        </div>
      </form>
    </Card>
  )
}
