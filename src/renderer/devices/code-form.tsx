import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { NewEnrollmentCode } from '../../shared/contract/enrollment-codes.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, SelectField, TextField } from '../ui/field.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { nobodyTyped, PersonFields, statedPerson } from './person-fields.tsx'
import styles from './devices-screen.module.css'

/** Days that a code may be good for. */
const DAYS = [1, 7, 30]
/** A code of a pool is used each morning. */
const POOL_DAYS = [30, 90, 365]

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
  const [typed, setTyped] = useState(nobodyTyped)
  const [needsApproval, setNeedsApproval] = useState(false)
  const [uses, setUses] = useState('1')
  const [days, setDays] = useState(String(DAYS[0]))
  const [pool, setPool] = useState('')
  const [poolDays, setPoolDays] = useState(String(POOL_DAYS.at(-1)))
  const isOfPool = !needsApproval && pool.trim() !== ''
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    const team = statedPerson({ ...nobodyTyped, team: typed.team }, people)
    devices
      .createCode({
        ...(needsApproval ? { ...team, approval: true, uses: Number(uses) } : statedPerson(typed, people)),
        ...(isOfPool && { pool }),
        expiresInMinutes: Number(isOfPool ? poolDays : days) * (DAY_MS / MINUTE_MS),
      })
      .then(onMade, (error: unknown) => setProblem(asProblem(error)))
  }
  return (
    <form className={styles.form} onSubmit={submit} aria-label={t('title')} noValidate>
      <div className={styles.fields}>
        <PersonFields typed={typed} people={people} problem={problem} withPerson={!needsApproval} onChange={setTyped} />
        {needsApproval && (
          <TextField
            label={t('uses')}
            value={uses}
            onChange={setUses}
            error={problem?.errors.find(({ pointer }) => pointer === '/uses')?.detail}
          />
        )}
        {!needsApproval && (
          <TextField
            label={t('pool')}
            hint={t('poolHint')}
            value={pool}
            onChange={setPool}
            error={problem?.errors.find(({ pointer }) => pointer === '/pool')?.detail}
          />
        )}
        <SelectField
          label={t('expires')}
          value={isOfPool ? poolDays : days}
          onChange={isOfPool ? setPoolDays : setDays}
          options={(isOfPool ? POOL_DAYS : DAYS).map((count) => ({ value: String(count), name: t('days', { count }) }))}
        />
      </div>
      <Checkbox label={t('approval')} hint={t('approvalMeaning')} checked={needsApproval} onChange={setNeedsApproval} />
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
