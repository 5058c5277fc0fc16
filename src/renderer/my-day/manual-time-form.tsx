import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { EpochMs } from '../../shared/contract/brands.ts'
import {
  type ManualTimeKind,
  manualTimeKinds,
  type ManualTimeProposal,
  type Naming,
} from '../../shared/contract/manual-time.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, SelectField, TextField } from '../ui/field.tsx'
import { capitalized } from '../ui/format.ts'
import { manualTimeKindLabels } from '../ui/labels.ts'
import styles from './manual-time-card.module.css'
import { type ManualTimeSubject, timeOf } from './manual-time-subject.ts'
import { useFormKeys } from './use-form-keys.ts'
import { useAttempt } from './use-attempt.ts'
import { useTypedInterval } from './use-typed-interval.ts'

const kinds = manualTimeKinds.map((value) => ({ value, name: capitalized(manualTimeKindLabels[value]) }))

/** Labels a time. A suggestion is saved with one click. */
export function ManualTimeForm({
  subject,
  day,
  zone,
  onSave,
  onWithdraw,
  onCancel,
}: {
  readonly subject: ManualTimeSubject
  /** Midnight of the day shown. */
  readonly day: EpochMs
  readonly zone: string
  readonly onSave: (naming: Naming) => Promise<void>
  readonly onWithdraw: (id: string) => Promise<void>
  readonly onCancel: () => void
}) {
  const t = useTranslations('myDay.manual')
  const entry = subject.kind === 'entry' ? subject.entry : null
  const suggestions = subject.kind === 'gap' ? subject.gap.proposals : []
  const interval = useTypedInterval(subject.kind === 'typed' ? null : timeOf(subject), day, zone)
  const [kind, setKind] = useState<ManualTimeKind>(entry?.kind ?? suggestions[0]?.kind ?? 'meeting')
  const [reference, setReference] = useState('')
  const [unlink, setUnlink] = useState(false)
  const { busy, problem, attempt } = useAttempt()
  const form = useFormKeys(onCancel)

  const save = (chosen: ManualTimeKind) => {
    const { value } = interval
    if (value === null) return
    attempt(() =>
      onSave({
        ...(entry && { id: entry.id }),
        kind: chosen,
        ...value,
        ...(reference.trim() !== '' ? { reference } : unlink && { reference: null }),
      }),
    )
  }
  const referenceError = problem?.errors.find(({ pointer }) => pointer === '/reference')?.detail
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label={t('label')}
      onSubmit={(event) => {
        event.preventDefault()
        save(kind)
      }}
    >
      {suggestions.length > 0 && (
        <div className={styles.suggestions} role="group" aria-label={t('suggestions')}>
          {suggestions.map((suggestion) => (
            <Suggestion
              key={suggestion.kind}
              suggestion={suggestion}
              disabled={busy || interval.value === null}
              onChoose={() => save(suggestion.kind)}
            />
          ))}
        </div>
      )}
      <div className={styles.fields}>
        <SelectField
          label={t('activity')}
          value={kind}
          options={kinds}
          onChange={(value) => setKind(manualTimeKinds.find((known) => known === value) ?? 'other')}
        />
        <TextField label={t('from')} {...interval.from} />
        <TextField label={t('to')} {...interval.to} />
        <TextField
          label={t('claimNumber')}
          value={reference}
          onChange={setReference}
          error={referenceError}
          hint={t('claimNumberHint')}
        />
      </div>
      {entry !== null && entry.claimToken !== null && reference.trim() === '' && (
        <Checkbox label={t('unlink')} checked={unlink} onChange={setUnlink} />
      )}
      {problem && referenceError === undefined && (
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
        {entry !== null && (
          <Button kind="quiet" disabled={busy} onClick={() => attempt(() => onWithdraw(entry.id))}>
            {t('undo')}
          </Button>
        )}
      </div>
    </form>
  )
}

function Suggestion({
  suggestion: { kind, system, focus },
  disabled,
  onChoose,
}: {
  readonly suggestion: ManualTimeProposal
  readonly disabled: boolean
  readonly onChoose: () => void
}) {
  const t = useTranslations('myDay.manual')
  return (
    <Button disabled={disabled} onClick={onChoose}>
      {capitalized(manualTimeKindLabels[kind])}
      <small>{t(`focus.${focus}`, { system: system ?? t('unknownSystem') })}</small>
    </Button>
  )
}
