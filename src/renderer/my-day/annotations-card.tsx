import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AnnotationRequest } from '../../shared/contract/annotation.ts'
import type { MyDay } from '../../shared/contract/clients.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { clock, duration } from '../ui/format.ts'
import { Token } from '../ui/token.tsx'
import { AnnotationForm, type AnnotationSubject } from './annotation-form.tsx'
import { annotationText } from '../ui/annotation-text.ts'
import type { DayCardProps } from './day-card-props.ts'
import styles from './manual-time-card.module.css'

/** Stretches of unclassified time that are listed: the longest ones. */
const LISTED = 3
const SHORTEST_MS = 60_000

/** What the person says of the day: notes, disputes, and what unclassified time was. */
export function AnnotationsCard({ day, zone, desktop, onChanged }: DayCardProps) {
  const t = useTranslations('myDay.annotations')
  const [open, setOpen] = useState<{ readonly key: string; readonly subject: AnnotationSubject } | null>(null)
  const [outcome, setOutcome] = useState('')
  const outcomeText = useRef<HTMLParagraphElement>(null)
  const close = (text: string) => {
    setOpen(null)
    setOutcome(text)
    outcomeText.current?.focus()
  }
  const save = async (request: AnnotationRequest) => {
    await desktop.myDay.annotate(request)
    onChanged()
    close(t('saved'))
  }
  const withdraw = async (id: string) => {
    await desktop.myDay.withdrawAnnotation({ id })
    onChanged()
    close(t('withdrawn'))
  }
  const form = open && (
    <AnnotationForm
      key={open.key}
      subject={open.subject}
      day={day.from}
      zone={zone}
      onSave={save}
      onWithdraw={withdraw}
      onCancel={() => close('')}
    />
  )
  const timeOf = ({ startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number }) =>
    t('range', { from: clock(startedAt, zone), to: clock(endedAt, zone) })
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      <p className={styles.outcome} role="status" tabIndex={-1} ref={outcomeText}>
        {outcome}
      </p>
      {!day.annotatable && <p className={styles.quiet}>{t('unavailable')}</p>}
      <ul className={styles.rows}>
        {day.annotations.map((annotation) => (
          <li key={annotation.id}>
            <div className={styles.said}>
              <span>
                <span className={styles.when}>{timeOf(annotation)}</span>{' '}
                {annotation.claimToken !== null && <Token token={annotation.claimToken} />} {annotationText(annotation)}
              </span>
              {day.annotatable && (
                <Button
                  kind="quiet"
                  small
                  onClick={() => setOpen({ key: annotation.id, subject: subjectOf(annotation) })}
                >
                  {t('edit')}
                  <span className={styles.hidden}> {timeOf(annotation)}</span>
                </Button>
              )}
            </div>
            {open?.key === annotation.id && form}
          </li>
        ))}
        {day.annotatable &&
          unclassified(day).map((stretch) => {
            const key = `unclassified ${stretch.startedAt}`
            return (
              <li key={key}>
                <div className={styles.row}>
                  <span>
                    <span className={styles.when}>{timeOf(stretch)}</span>{' '}
                    <span className={styles.quiet}>
                      {t('unclassified', { duration: duration(stretch.endedAt - stretch.startedAt) })}
                    </span>
                  </span>
                  <Button
                    kind="quiet"
                    small
                    onClick={() =>
                      setOpen({ key, subject: { time: stretch, claimToken: null, dispute: 'wrong_activity' } })
                    }
                  >
                    {t('whatWasIt')}
                    <span className={styles.hidden}> {timeOf(stretch)}</span>
                  </Button>
                </div>
                {open?.key === key && form}
              </li>
            )
          })}
      </ul>
      {day.annotatable &&
        (open?.key === 'typed' ? (
          form
        ) : (
          <Button
            kind="quiet"
            small
            onClick={() => setOpen({ key: 'typed', subject: { time: null, claimToken: null } })}
          >
            {t('add')}
          </Button>
        ))}
    </Card>
  )
}

const subjectOf = (annotation: MyDay['annotations'][number]): AnnotationSubject => {
  const { startedAt, endedAt, claimToken } = annotation
  return { time: { startedAt, endedAt }, claimToken, annotation }
}

/** The longest active stretches of which no rule says what they are, and the person neither. */
function unclassified({ ribbon, annotations }: MyDay) {
  return ribbon
    .filter(
      ({ activity, shade, startedAt, endedAt }) =>
        activity === 'unclassified' &&
        shade !== 'idle' &&
        endedAt - startedAt >= SHORTEST_MS &&
        !annotations.some((said) => said.startedAt < endedAt && said.endedAt > startedAt),
    )
    .toSorted((one, other) => other.endedAt - other.startedAt - (one.endedAt - one.startedAt))
    .slice(0, LISTED)
    .toSorted((one, other) => one.startedAt - other.startedAt)
}
