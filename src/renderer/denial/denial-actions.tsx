import { type FormEvent, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import {
  appealLevels,
  denialTransitions,
  type AppealLevel,
  type DenialChange,
  type DenialDetail,
  type DenialState,
} from '../../shared/contract/denials.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { Button } from '../ui/button.tsx'
import { DateField } from '../ui/date-field.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { capitalized } from '../ui/format.ts'
import { appealLevelLabels, denialStateLabels } from '../ui/labels.ts'
import { Banner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { parseDate, typedDate } from '../ui/typed-time.ts'
import { dayName, parseDay } from '../ui/zoned-time.ts'
import { closed, keptOpen } from './closing.ts'
import styles from './denial-drawer.module.css'

interface Form {
  readonly state: DenialState
  readonly owner: string
  readonly queue: string
  /** As typed. */
  readonly followUp: string
  readonly appeal: string
  readonly correctedClaim: string
  readonly recovered: string
  readonly appealLevel: AppealLevel | ''
  readonly reason: string
}

/** The form that changes a denial. It says "Saved" only after the endpoint has confirmed the change. */
export function DenialActions({ denial, zone }: { readonly denial: DenialDetail; readonly zone: string }) {
  const t = useTranslations('denial.edit')
  const write = useTeamWrite()
  const title = useId()
  const dateOf = (at: number | null) => (at === null ? '' : typedDate(dayName(at, zone)))
  const stored: Form = {
    state: denial.state,
    owner: denial.owner ?? '',
    queue: denial.queue ?? '',
    followUp: dateOf(denial.followUpDue),
    appeal: dateOf(denial.appealDue),
    correctedClaim: dateOf(denial.correctedClaimDue),
    recovered: denial.recoveredCents === null ? '' : (denial.recoveredCents / 100).toFixed(2),
    appealLevel: denial.state === 'appealed' ? (denial.appealLevel ?? '') : '',
    reason: '',
  }
  const [typed, setTyped] = useState<Partial<Form>>({})
  // The denial as it was when a change was saved. What was typed stays visible until the saved denial arrives.
  const [savedFrom, setSavedFrom] = useState<DenialDetail | null>(null)
  const [saving, setSaving] = useState(false)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const saved = savedFrom !== null
  const edited = saved && savedFrom !== denial ? {} : typed
  const form = { ...stored, ...edited }
  const change = changeOf(stored, form, zone)
  const dirty = !saved && Object.keys(edited).some((name) => form[name as keyof Form] !== stored[name as keyof Form])
  const valid = isAmount(form.recovered) && [form.followUp, form.appeal, form.correctedClaim].every(isDateOrEmpty)
  const edit = (next: Partial<Form>) => {
    setTyped({ ...edited, ...next })
    setSavedFrom(null)
  }
  const send = async (changed: DenialChange) => {
    setSaving(true)
    setProblem(null)
    try {
      await write('changeDenial', { id: denial.id }, changed)
      setSavedFrom(denial)
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setSaving(false)
    }
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    void send(change)
  }
  const errorOf = (field: keyof DenialChange) => problem?.errors.find(({ pointer }) => pointer === `/${field}`)?.detail
  const states = [denial.state, ...denialTransitions[denial.state]]
  return (
    <form className={styles.actions} aria-labelledby={title} onSubmit={save} data-print="hide">
      <h3 id={title}>{t('title')}</h3>
      {problem && <Banner kind="problem">{t.rich('notSaved', { reason: problem.message, strong })}</Banner>}
      {saved && <Banner kind="done">{t('saved')}</Banner>}
      {denial.proposedState !== null && !saved && (
        <div className={styles.buttons}>
          <Button disabled={saving} onClick={() => void send(closed(denial))}>
            {t('closeAs', { status: denialStateLabels[denial.proposedState] })}
          </Button>
          <Button kind="quiet" disabled={saving} onClick={() => void send(keptOpen(denial))}>
            {t('keepOpen')}
          </Button>
        </div>
      )}
      <div className={styles.fields}>
        <SelectField
          label={t('status')}
          value={form.state}
          error={errorOf('state')}
          options={states.map((state) => ({ value: state, name: capitalized(denialStateLabels[state]) }))}
          onChange={(state) => edit({ state: state as DenialState })}
        />
        {form.state === 'appealed' && (
          <SelectField
            label={t('appealLevel')}
            value={form.appealLevel}
            error={errorOf('appealLevel')}
            options={[
              ...(form.appealLevel === '' ? [{ value: '', name: t('nextLevel') }] : []),
              ...appealLevels.map((level) => ({ value: level, name: capitalized(appealLevelLabels[level]) })),
            ]}
            onChange={(level) => edit({ appealLevel: level as AppealLevel })}
          />
        )}
        <TextField
          label={t('reason')}
          value={form.reason}
          error={errorOf('reason')}
          onChange={(reason) => edit({ reason })}
        />
        <TextField
          label={t('assignedTo')}
          value={form.owner}
          error={errorOf('owner')}
          placeholder={t('unassigned')}
          onChange={(owner) => edit({ owner })}
        />
        <TextField
          label={t('queue')}
          value={form.queue}
          error={errorOf('queue')}
          placeholder={t('none')}
          onChange={(queue) => edit({ queue })}
        />
        <TextField
          label={t('recovered')}
          value={form.recovered}
          error={isAmount(form.recovered) ? errorOf('recoveredCents') : t('useAmount')}
          placeholder={t('nonePosted')}
          onChange={(recovered) => edit({ recovered })}
        />
        <DateField
          label={t('followUp')}
          text={form.followUp}
          error={errorOf('followUpDue')}
          onChange={(followUp) => edit({ followUp })}
        />
        <DateField
          label={t('appealDeadline')}
          text={form.appeal}
          error={errorOf('appealDue')}
          onChange={(appeal) => edit({ appeal })}
        />
        <DateField
          label={t('correctedClaimDeadline')}
          text={form.correctedClaim}
          error={errorOf('correctedClaimDue')}
          onChange={(correctedClaim) => edit({ correctedClaim })}
        />
      </div>
      <div className={styles.buttons}>
        <Button
          kind="primary"
          type="submit"
          disabled={saved || Object.keys(change).every((field) => field === 'reason') || saving || !valid}
        >
          {t(saving ? 'saving' : 'save')}
        </Button>
        {dirty && (
          <Button kind="quiet" onClick={() => setTyped({})}>
            {t('undo')}
          </Button>
        )}
      </div>
    </form>
  )
}

/** The changed fields. A due day is stored as its first instant in the team's zone. */
function changeOf(stored: Form, form: Form, zone: string): DenialChange {
  const text = (value: string) => (value.trim() === '' ? null : value.trim())
  const instant = (typed: string) => {
    const date = parseDate(typed)
    return date.ok ? parseDay(date.value, zone) : null
  }
  return {
    ...(form.state !== stored.state && { state: form.state }),
    ...(form.appealLevel !== '' &&
      form.state === 'appealed' &&
      form.appealLevel !== stored.appealLevel && { appealLevel: form.appealLevel }),
    ...(form.reason.trim() !== '' && { reason: form.reason.trim() }),
    ...(form.owner.trim() !== stored.owner && { owner: text(form.owner) }),
    ...(form.queue.trim() !== stored.queue && { queue: text(form.queue) }),
    ...(isOtherDate(form.followUp, stored.followUp) && { followUpDue: instant(form.followUp) }),
    ...(isOtherDate(form.appeal, stored.appeal) && { appealDue: instant(form.appeal) }),
    ...(isOtherDate(form.correctedClaim, stored.correctedClaim) && {
      correctedClaimDue: instant(form.correctedClaim),
    }),
    ...(form.recovered !== stored.recovered && {
      recoveredCents: form.recovered.trim() === '' ? null : Math.round(Number(form.recovered) * 100),
    }),
  }
}

/** Whether the typed date is another day than the stored one, however it is written. */
function isOtherDate(typed: string, stored: string): boolean {
  const date = parseDate(typed)
  return (date.ok ? typedDate(date.value) : typed.trim()) !== stored
}

function isDateOrEmpty(typed: string): boolean {
  return typed.trim() === '' || parseDate(typed).ok
}

function isAmount(typed: string): boolean {
  return /^\s*(\d+(\.\d{1,2})?)?\s*$/.test(typed)
}
