import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { type EnrollmentRule, enrollmentRules, type NewEnrollmentKey } from '../../shared/contract/enrollment-keys.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import { useKnownTeams } from '../accounts/known-teams.ts'
import { TeamField } from '../accounts/team-field.tsx'
import type { DeviceClient } from '../bridge/device-client.ts'
import { Button } from '../ui/button.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import styles from './devices-screen.module.css'

/** Days that a key may be good for. */
const DAYS = [7, 30, 90, 365]
const USUAL_DAYS = 30

/** A new key of a site: how many computers, for how long, and which get in without an approval. */
export function SiteKeyForm({
  devices,
  people,
  onMade,
  onClose,
}: {
  readonly devices: DeviceClient
  readonly people: readonly PersonRow[]
  readonly onMade: (key: NewEnrollmentKey) => void
  readonly onClose: () => void
}) {
  const t = useTranslations('devices.keys.form')
  const [typed, setTyped] = useState({ site: '', maxDevices: '', domains: '', team: '', pool: '' })
  const [rule, setRule] = useState<EnrollmentRule>('each')
  const [days, setDays] = useState(String(USUAL_DAYS))
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const knownTeams = useKnownTeams(people)
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
    error: problem?.errors.find(({ pointer }) => pointer.startsWith(`/${name}`))?.detail,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    const domains = typed.domains.split(/[\s,;]+/).filter((each) => each !== '')
    const [team, pool] = [typed.team.trim(), typed.pool.trim()]
    devices
      .createKey({
        ...{ site: typed.site, maxDevices: Number(typed.maxDevices), expiresInDays: Number(days), rule },
        ...(rule === 'domains' && { domains }),
        ...(team !== '' && { team }),
        ...(rule !== 'each' && pool !== '' && { pool }),
      })
      .then(onMade, (error: unknown) => setProblem(asProblem(error)))
  }
  return (
    <form className={styles.form} onSubmit={submit} aria-label={t('title')} noValidate>
      <div className={styles.fields}>
        <TextField label={t('site')} hint={t('siteHint')} {...field('site')} />
        <TextField label={t('maxDevices')} {...field('maxDevices')} />
        <SelectField
          label={t('expires')}
          value={days}
          onChange={setDays}
          options={DAYS.map((count) => ({ value: String(count), name: t('days', { count }) }))}
        />
        <SelectField
          label={t('rule')}
          value={rule}
          onChange={(value) => setRule(enrollmentRules.find((one) => one === value) ?? rule)}
          options={enrollmentRules.map((value) => ({ value, name: t(`ruleName.${value}`) }))}
        />
        {rule === 'domains' && <TextField label={t('domains')} hint={t('domainsHint')} {...field('domains')} />}
        <TeamField label={t('team')} known={knownTeams} {...field('team')} />
        {rule !== 'each' && <TextField label={t('pool')} hint={t('poolHint')} {...field('pool')} />}
      </div>
      {rule !== 'each' && <p>{t('ruleMeaning')}</p>}
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
