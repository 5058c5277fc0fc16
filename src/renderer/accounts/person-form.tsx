import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { AccountRow } from '../../shared/contract/accounts.ts'
import type { PersonChange } from '../../shared/contract/people.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { Button } from '../ui/button.tsx'
import { DateField } from '../ui/date-field.tsx'
import { Checkbox, TextField } from '../ui/field.tsx'
import { Banner } from '../ui/notice.tsx'
import { parseDate } from '../ui/typed-time.ts'
import { ConfirmLeaving } from './confirm-leaving.tsx'
import { TeamField } from './team-field.tsx'
import styles from './accounts-screen.module.css'

/** Who a recorded person is, in which team, and whether they are recorded at all. */
export function PersonForm({
  person,
  account,
  knownTeams,
  devices,
  problem,
  onSave,
  onCancel,
}: {
  readonly person: PersonRow
  /** Theirs that is active; null: none. */
  readonly account: AccountRow | null
  readonly knownTeams: readonly string[]
  readonly devices: DeviceClient
  /** Why the last try did not work. */
  readonly problem: ClientProblem | null
  readonly onSave: (change: PersonChange) => void
  readonly onCancel: () => void
}) {
  const t = useTranslations('accounts.recorded')
  const [name, setName] = useState(person.name)
  const [email, setEmail] = useState(person.email ?? '')
  const [team, setTeam] = useState(person.team ?? '')
  const [from, setFrom] = useState('')
  const [hasLeft, setLeft] = useState(person.leftAt !== null)
  const [asks, setAsks] = useState(false)
  const title = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  // The form opens above the table whose button was pressed.
  useEffect(() => heading.current?.focus(), [])
  const errorOf = (pointer: string) => problem?.errors.find((error) => error.pointer === pointer)?.detail
  const begin = parseDate(from)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '' || (from.trim() !== '' && !begin.ok)) return
    if (hasLeft && person.leftAt === null) setAsks(true)
    else save()
  }
  const save = () => {
    // What is not meant to change is left out: a team that is sent takes the place of what is planned.
    const moves = team.trim() !== (person.team ?? '') || begin.ok
    onSave({
      ...(name.trim() !== person.name && { name: name.trim() }),
      ...(email.trim() !== (person.email ?? '') && { email: email.trim() || null }),
      ...(moves && { team: team.trim() || null, ...(begin.ok && { teamFrom: begin.value }) }),
      ...(hasLeft !== (person.leftAt !== null) && { active: !hasLeft }),
    })
  }
  if (asks) {
    return (
      <ConfirmLeaving
        person={person}
        account={account}
        devices={devices}
        onConfirm={() => {
          setAsks(false)
          save()
        }}
        onCancel={() => setAsks(false)}
      />
    )
  }
  return (
    <form className={`${styles.form} ${styles.confirmation}`} onSubmit={submit} aria-labelledby={title} noValidate>
      <h3 id={title} ref={heading} tabIndex={-1}>
        {t('change', { name: person.name })}
      </h3>
      <TextField label={t('name')} hint={t('nameHint')} value={name} onChange={setName} error={errorOf('/name')} />
      <TextField label={t('email')} hint={t('emailHint')} value={email} onChange={setEmail} error={errorOf('/email')} />
      <TeamField
        label={t('team')}
        hint={t('teamHint')}
        value={team}
        error={errorOf('/team')}
        known={knownTeams}
        onChange={setTeam}
      />
      <DateField label={t('teamFrom')} text={from} onChange={setFrom} error={errorOf('/teamFrom')} />
      <Checkbox label={t('hasLeft')} hint={t('hasLeftMeaning')} checked={hasLeft} onChange={setLeft} />
      {problem && problem.errors.length === 0 && <Banner kind="problem">{problem.message}</Banner>}
      <div className={styles.buttons}>
        <Button kind="primary" type="submit">
          {t('save')}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  )
}
