import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { MyDay } from '../../shared/contract/clients.ts'
import { privateReasons, type PrivateReason } from '../../shared/contract/private-time.ts'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { clock } from '../ui/format.ts'
import { asProblem } from '../ui/problem-text.ts'
import type { DayCardProps } from './day-card-props.ts'
import styles from './private-time-card.module.css'
import { useTypedInterval } from './use-typed-interval.ts'

/** Takes what was recorded in a time out, here and at the endpoint. */
export function PrivateTimeCard({ day, zone, desktop, onChanged }: DayCardProps) {
  const t = useTranslations('myDay.private')
  const [open, setOpen] = useState(false)
  const range = (time: { startedAt: number; endedAt: number }) =>
    t('range', { from: clock(time.startedAt, zone), to: clock(time.endedAt, zone) })
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {day.privateTimes.length > 0 && (
        <ul className={styles.times}>
          {day.privateTimes.map((time) => (
            <li key={`${time.startedAt} ${time.endedAt}`}>
              {range(time)} <small>{t(`reason.${time.reason}`)}</small>
            </li>
          ))}
        </ul>
      )}
      {open ? (
        <PrivateTimeForm
          day={day}
          zone={zone}
          desktop={desktop}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false)
            onChanged()
          }}
        />
      ) : (
        <Button kind="quiet" onClick={() => setOpen(true)}>
          {t('mark')}
        </Button>
      )}
    </Card>
  )
}

function PrivateTimeForm({
  day,
  zone,
  desktop,
  onClose,
  onDone,
}: {
  readonly day: MyDay
  readonly zone: string
  readonly desktop: Desktop
  readonly onClose: () => void
  readonly onDone: () => void
}) {
  const t = useTranslations('myDay.private')
  const interval = useTypedInterval(null, day.from, zone)
  const [reason, setReason] = useState<PrivateReason>('personal')
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    if (interval.value === null) return
    setBusy(true)
    setFailed(null)
    try {
      await desktop.myDay.markPrivate({ ...interval.value, reason })
      onDone()
    } catch (error) {
      setFailed(asProblem(error).message)
      setBusy(false)
    }
  }
  return (
    <form
      className={styles.form}
      aria-label={t('mark')}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className={styles.fields}>
        <TextField label={t('from')} {...interval.from} />
        <TextField label={t('to')} {...interval.to} />
        <SelectField
          label={t('why')}
          value={reason}
          options={privateReasons.map((value) => ({ value, name: t(`reason.${value}`) }))}
          onChange={(value) => setReason(privateReasons.find((known) => known === value) ?? 'other')}
        />
      </div>
      <p>{t('warning')}</p>
      {failed && (
        <p className={styles.problem} role="alert">
          {failed}
        </p>
      )}
      <div className={styles.actions}>
        <Button type="submit" kind="primary" disabled={busy || interval.value === null}>
          {t('submit')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  )
}
