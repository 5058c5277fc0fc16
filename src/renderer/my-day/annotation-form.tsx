import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { EpochMs } from '../../shared/contract/brands.ts'
import {
  type AnnotationRequest,
  type Dispute,
  disputes,
  MAX_NOTE,
  type MyAnnotation,
} from '../../shared/contract/annotation.ts'
import { starterActivities } from '../../shared/contract/ruleset.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, SelectField, TextAreaField, TextField } from '../ui/field.tsx'
import { capitalized } from '../ui/format.ts'
import { activityLabel } from '../ui/labels.ts'
import styles from './manual-time-card.module.css'
import { useFormKeys } from './use-form-keys.ts'
import { useAttempt } from './use-attempt.ts'
import { useTypedInterval } from './use-typed-interval.ts'

/** What a person says something of: a touch, a stretch of the day, or a time that they type. */
export interface AnnotationSubject {
  /** Null: the person types it. */
  readonly time: { readonly startedAt: EpochMs; readonly endedAt: EpochMs } | null
  readonly claimToken: string | null
  readonly dispute?: Dispute
  /** The one to change. */
  readonly annotation?: MyAnnotation
}

const NONE = 'none'
const proposable = starterActivities.filter((activity) => activity !== 'unclassified' && activity !== 'private')

/** A note or a dispute. It says before anything is typed who reads it. */
export function AnnotationForm({
  subject,
  day,
  zone,
  onSave,
  onWithdraw,
  onCancel,
}: {
  readonly subject: AnnotationSubject
  /** Midnight of the day shown. */
  readonly day: EpochMs
  readonly zone: string
  readonly onSave: (request: AnnotationRequest) => Promise<void>
  readonly onWithdraw?: ((id: string) => Promise<void>) | undefined
  readonly onCancel: () => void
}) {
  const t = useTranslations('myDay.annotations')
  const { annotation, time, claimToken } = subject
  const interval = useTypedInterval(time, day, zone)
  const [dispute, setDispute] = useState<Dispute | null>(annotation ? annotation.dispute : (subject.dispute ?? null))
  const [proposed, setProposed] = useState<string | null>(annotation?.proposedActivity ?? null)
  const [nameProgram, setNameProgram] = useState(annotation ? annotation.program !== null : false)
  const [note, setNote] = useState(annotation?.note ?? '')
  const { busy, problem, attempt } = useAttempt()
  const form = useFormKeys(onCancel)

  const isWrongActivity = dispute === 'wrong_activity'
  const save = () => {
    const { value } = interval
    if (value === null) return
    attempt(() =>
      onSave({
        ...(annotation && { id: annotation.id }),
        ...{ ...value, claimToken, dispute, note: note.trim() === '' ? null : note },
        proposedActivity: isWrongActivity ? proposed : null,
        nameProgram: isWrongActivity && proposed !== null && nameProgram,
      }),
    )
  }
  const noteError = problem?.errors.find(({ pointer }) => pointer === '/note')?.detail
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label={t('form')}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      {time === null && (
        <div className={styles.times}>
          <TextField label={t('from')} {...interval.from} />
          <TextField label={t('to')} {...interval.to} />
        </div>
      )}
      <SelectField
        label={t('what')}
        value={dispute ?? NONE}
        options={[NONE, ...disputes].map((value) => ({ value, name: t(`choice.${value as Dispute | typeof NONE}`) }))}
        onChange={(value) => setDispute(disputes.find((known) => known === value) ?? null)}
      />
      {isWrongActivity && (
        <SelectField
          label={t('proposed')}
          hint={t('proposedHint')}
          value={proposed ?? NONE}
          options={[
            { value: NONE, name: t('notProposed') },
            ...proposable.map((value) => ({ value, name: capitalized(activityLabel(value)) })),
          ]}
          onChange={(value) => setProposed(value === NONE ? null : value)}
        />
      )}
      {isWrongActivity && proposed !== null && (
        <Checkbox
          label={t('nameProgram')}
          hint={t('nameProgramHint')}
          checked={nameProgram}
          onChange={setNameProgram}
        />
      )}
      <TextAreaField
        label={t('note')}
        hint={t('noteHint')}
        value={note}
        onChange={setNote}
        maxLength={MAX_NOTE}
        error={noteError}
      />
      {problem && noteError === undefined && (
        <p className={styles.problem} role="alert">
          {problem.message}
        </p>
      )}
      <div className={styles.actions}>
        <Button kind="primary" type="submit" disabled={busy || interval.value === null}>
          {t('save')}
        </Button>
        <Button disabled={busy} onClick={onCancel}>
          {t('cancel')}
        </Button>
        {annotation && onWithdraw && (
          <Button kind="quiet" disabled={busy} onClick={() => attempt(() => onWithdraw(annotation.id))}>
            {t('withdraw')}
          </Button>
        )}
      </div>
    </form>
  )
}
