import { type FormEvent, useId, useState } from 'react'
import {
  denialTransitions,
  type DenialChange,
  type DenialDetail,
  type DenialState,
} from '../../shared/contract/denials.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Field, SelectField, TextField } from '../ui/field.tsx'
import fieldStyles from '../ui/field.module.css'
import { denialStateLabels } from '../ui/labels.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { dayName, parseDay } from '../ui/zoned-time.ts'
import styles from './denial-drawer.module.css'

interface Form {
  readonly state: DenialState
  readonly owner: string
  readonly queue: string
  readonly followUp: string
  readonly appeal: string
  readonly recovered: string
}

/** Changes one denial. Nothing is shown as done before the endpoint has said so. */
export function DenialActions({
  denial,
  zone,
  onSaved,
}: {
  readonly denial: DenialDetail
  readonly zone: string
  readonly onSaved: () => void
}) {
  const { team } = useAppEnvironment()
  const title = useId()
  const dayOf = (at: number | null) => (at === null ? '' : dayName(at, zone))
  const stored: Form = {
    state: denial.state,
    owner: denial.owner ?? '',
    queue: denial.queue ?? '',
    followUp: dayOf(denial.followUpDue),
    appeal: dayOf(denial.appealDue),
    recovered: denial.recoveredCents === null ? '' : (denial.recoveredCents / 100).toFixed(2),
  }
  const [edited, setEdited] = useState<Partial<Form>>({})
  const [saving, setSaving] = useState(false)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [saved, setSaved] = useState(false)
  const form = { ...stored, ...edited }
  const change = changeOf(stored, form, zone)
  const dirty = Object.keys(change).length > 0
  const edit = (next: Partial<Form>) => {
    setEdited({ ...edited, ...next })
    setSaved(false)
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setSaving(true)
    setProblem(null)
    try {
      await team.write('changeDenial', { id: denial.id }, change)
      setEdited({})
      setSaved(true)
      onSaved()
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setSaving(false)
    }
  }
  const errorOf = (field: keyof DenialChange) => problem?.errors.find(({ pointer }) => pointer === `/${field}`)?.detail
  const states = [denial.state, ...denialTransitions[denial.state]]
  const date = (label: string, name: 'followUp' | 'appeal', field: keyof DenialChange) => (
    <Field label={label} error={errorOf(field)}>
      {(input) => (
        <input
          {...input}
          type="date"
          className={fieldStyles.input}
          value={form[name]}
          onChange={(event) => edit({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <form className={styles.actions} aria-labelledby={title} onSubmit={(event) => void save(event)} data-print="hide">
      <h3 id={title}>Change it</h3>
      {problem && (
        <Banner kind="problem">
          <b>Not saved.</b> {problem.message}
        </Banner>
      )}
      {saved && !dirty && <Banner kind="done">Saved.</Banner>}
      <div className={styles.fields}>
        <SelectField
          label="State"
          value={form.state}
          error={errorOf('state')}
          options={states.map((state) => ({ value: state, name: denialStateLabels[state] }))}
          onChange={(state) => edit({ state: state as DenialState })}
        />
        <TextField
          label="Owner"
          value={form.owner}
          error={errorOf('owner')}
          placeholder="nobody"
          onChange={(owner) => edit({ owner })}
        />
        <TextField
          label="Queue"
          value={form.queue}
          error={errorOf('queue')}
          placeholder="none"
          onChange={(queue) => edit({ queue })}
        />
        <TextField
          label="Recovered, $"
          value={form.recovered}
          error={isAmount(form.recovered) ? errorOf('recoveredCents') : 'an amount such as 120.50'}
          placeholder="not known"
          onChange={(recovered) => edit({ recovered })}
        />
        {date('Follow-up due', 'followUp', 'followUpDue')}
        {date('Appeal due', 'appeal', 'appealDue')}
      </div>
      <div className={styles.buttons}>
        <Button kind="primary" type="submit" disabled={!dirty || saving || !isAmount(form.recovered)}>
          {saving ? 'Saving…' : 'Save'}
        </Button>
        {dirty && (
          <Button kind="quiet" onClick={() => setEdited({})}>
            Undo
          </Button>
        )}
      </div>
    </form>
  )
}

/** What the form says differently. A day stands for its beginning in the team’s zone, as the endpoint keeps due days. */
function changeOf(stored: Form, form: Form, zone: string): DenialChange {
  const text = (value: string) => (value.trim() === '' ? null : value.trim())
  const instant = (value: string) => parseDay(value, zone)
  return {
    ...(form.state !== stored.state && { state: form.state }),
    ...(form.owner.trim() !== stored.owner && { owner: text(form.owner) }),
    ...(form.queue.trim() !== stored.queue && { queue: text(form.queue) }),
    ...(form.followUp !== stored.followUp && { followUpDue: instant(form.followUp) }),
    ...(form.appeal !== stored.appeal && { appealDue: instant(form.appeal) }),
    ...(form.recovered !== stored.recovered && {
      recoveredCents: form.recovered.trim() === '' ? null : Math.round(Number(form.recovered) * 100),
    }),
  }
}

function isAmount(typed: string): boolean {
  return /^\s*(\d+(\.\d{1,2})?)?\s*$/.test(typed)
}
