import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { NewEnrollmentCode } from '../../shared/contract/enrollment-codes.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { Button } from '../ui/button.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import styles from './devices-screen.module.css'

/** Days that a code may be good for. */
const DAYS = [1, 7, 30]

/** A new code: for whom, in which team, and for how long. */
export function CodeForm({
  devices,
  people,
  onMade,
  onClose,
}: {
  readonly devices: DeviceClient
  readonly people: readonly PersonRow[]
  readonly onMade: (code: NewEnrollmentCode) => void
  readonly onClose: () => void
}) {
  const t = useTranslations('devices.codes.form')
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [team, setTeam] = useState('')
  const [days, setDays] = useState(String(DAYS[0]))
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const errorOf = (pointer: string) => problem?.errors.find((error) => error.pointer === pointer)?.detail
  const given = email.trim()
  const known = people.find((person) => given !== '' && person.email?.toLowerCase() === given.toLowerCase())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    const user = name.trim()
    devices
      .createCode({
        ...(given !== '' && { email: given }),
        ...(user !== '' && !known && { user }),
        ...(team.trim() !== '' && { team: team.trim() }),
        expiresInMinutes: Number(days) * (DAY_MS / MINUTE_MS),
      })
      .then(onMade, (error: unknown) => setProblem(asProblem(error)))
  }
  return (
    <form className={styles.form} onSubmit={submit} aria-label={t('title')} noValidate>
      <div className={styles.fields}>
        <TextField
          label={t('email')}
          hint={t('emailHint')}
          value={email}
          onChange={setEmail}
          error={errorOf('/email')}
          suggestions={people.flatMap((person) => person.email ?? [])}
        />
        <TextField
          label={t('name')}
          hint={t(known ? 'knownName' : 'nameHint')}
          value={known ? known.name : name}
          onChange={setName}
          error={errorOf('/user')}
          suggestions={people.flatMap((person) => (person.email === null ? person.name : []))}
        />
        <TextField
          label={t('team')}
          value={team}
          onChange={setTeam}
          error={errorOf('/team')}
          suggestions={[...new Set(people.flatMap((person) => person.team ?? []))]}
        />
        <SelectField
          label={t('expires')}
          value={days}
          onChange={setDays}
          options={DAYS.map((count) => ({ value: String(count), name: t('days', { count }) }))}
        />
      </div>
      {problem && <Banner kind="problem">{problem.message}</Banner>}
      <div className={styles.buttons}>
        <Button kind="primary" type="submit">
          {t('make')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {t('close')}
        </Button>
      </div>
    </form>
  )
}
