import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Naming } from '../../shared/contract/manual-time.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { capitalized, clock, duration } from '../ui/format.ts'
import { manualTimeKindLabels } from '../ui/labels.ts'
import { Token } from '../ui/token.tsx'
import type { DayCardProps } from './day-card-props.ts'
import styles from './manual-time-card.module.css'
import { ManualTimeForm } from './manual-time-form.tsx'
import {
  type ManualTimeRow,
  manualTimeRows,
  type ManualTimeSubject,
  subjectKey,
  timeOf,
} from './manual-time-subject.ts'

/** The gaps of a day, and the labels that the person gave them. */
export function ManualTimeCard({ day, zone, desktop, onChanged }: DayCardProps) {
  const t = useTranslations('myDay.manual')
  const [subject, setSubject] = useState<ManualTimeSubject | null>(null)
  const [outcome, setOutcome] = useState('')
  const outcomeText = useRef<HTMLParagraphElement>(null)
  const close = (text: string) => {
    setSubject(null)
    setOutcome(text)
    // The button that opened the form may be gone with its gap, so keyboard focus continues from here.
    outcomeText.current?.focus()
  }
  const save = async (naming: Naming) => {
    await desktop.myDay.name(naming)
    onChanged()
    const { kind, from, to } = naming
    close(t('saved', { kind: manualTimeKindLabels[kind], from: clock(from, zone), to: clock(to, zone) }))
  }
  const withdraw = async (id: string) => {
    await desktop.myDay.withdraw({ id })
    onChanged()
    close(t('removed'))
  }
  const rows = manualTimeRows(day)
  const form = (
    <ManualTimeForm
      key={subject === null ? '' : subjectKey(subject)}
      subject={subject ?? { kind: 'typed' }}
      day={day.from}
      zone={zone}
      onSave={save}
      onWithdraw={withdraw}
      onCancel={() => close('')}
    />
  )
  return (
    <Card
      title={t('title')}
      explanation={t('explanation')}
      aside={<b className={styles.sum}>{duration(day.manualMs)}</b>}
    >
      <p className={styles.outcome} role="status" tabIndex={-1} ref={outcomeText}>
        {outcome}
      </p>
      {!day.nameable && <p className={styles.quiet}>{t('unavailable')}</p>}
      {day.nameable && rows.length === 0 && <p className={styles.quiet}>{t('noGaps')}</p>}
      <ul className={styles.rows}>
        {rows.map((row) => (
          <li key={subjectKey(row)}>
            <Row row={row} zone={zone} editable={day.nameable} onOpen={() => setSubject(row)} />
            {subject !== null && subjectKey(subject) === subjectKey(row) && form}
          </li>
        ))}
      </ul>
      {day.nameable &&
        (subject?.kind === 'typed' ? (
          form
        ) : (
          <Button kind="quiet" small onClick={() => setSubject({ kind: 'typed' })}>
            {t('addOther')}
          </Button>
        ))}
    </Card>
  )
}

function Row({
  row,
  zone,
  editable,
  onOpen,
}: {
  readonly row: ManualTimeRow
  readonly zone: string
  readonly editable: boolean
  readonly onOpen: () => void
}) {
  const t = useTranslations('myDay.manual')
  const { startedAt, endedAt } = timeOf(row)
  const when = `${clock(startedAt, zone)} – ${clock(endedAt, zone)}`
  const length = duration(endedAt - startedAt)
  return (
    <div className={styles.row}>
      <span>
        <span className={styles.when}>{when}</span>{' '}
        {row.kind === 'gap' ? (
          <span className={styles.quiet}>{t('unlabeled', { duration: length })}</span>
        ) : (
          <>
            <b>{capitalized(manualTimeKindLabels[row.entry.kind])}</b> {length}{' '}
            {row.entry.claimToken !== null && <Token token={row.entry.claimToken} />}
          </>
        )}
      </span>
      {editable && (
        <Button kind="quiet" small onClick={onOpen}>
          {row.kind === 'gap' ? t('label') : t('edit')}
          <span className={styles.hidden}> {when}</span>
        </Button>
      )}
    </div>
  )
}
