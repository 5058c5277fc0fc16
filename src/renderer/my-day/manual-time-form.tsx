import { useEffect, useRef, useState } from 'react'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import {
  type Naming,
  manualTimeKinds,
  type ManualTimeKind,
  type ManualTimeProposal,
} from '../../shared/contract/manual-time.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, SelectField, TextField } from '../ui/field.tsx'
import { clock } from '../ui/format.ts'
import { manualTimeKindLabels } from '../ui/labels.ts'
import { asProblem } from '../ui/problem-text.ts'
import { atClock } from '../ui/zoned-time.ts'
import styles from './manual-time-card.module.css'
import { type ManualTimeSubject, timeOf } from './manual-time-subject.ts'

const kinds = manualTimeKinds.map((value) => ({ value, name: manualTimeKindLabels[value] }))
const focusWords: Readonly<Record<ManualTimeProposal['focus'], string>> = {
  during: 'was in front',
  before: 'was in front before',
  after: 'was in front after',
}

/** Says what a time was. What is proposed comes first, and takes one click. */
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
  const time = subject.kind === 'typed' ? null : timeOf(subject)
  const entry = subject.kind === 'entry' ? subject.entry : null
  const proposals = subject.kind === 'gap' ? subject.gap.proposals : []
  const [kind, setKind] = useState<ManualTimeKind>(entry?.kind ?? proposals[0]?.kind ?? 'meeting')
  // As it was when the form opened: a gap that goes on gets longer meanwhile.
  const [shown] = useState(() => ({
    from: time === null ? '' : clock(time.startedAt, zone),
    to: time === null ? '' : clock(time.endedAt, zone),
    ends: time,
  }))
  const [from, setFrom] = useState(shown.from)
  const [to, setTo] = useState(shown.to)
  const [reference, setReference] = useState('')
  const [unlink, setUnlink] = useState(false)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('button, select, input')?.focus(), [])
  useEffect(() => {
    const shownForm = form.current
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onCancel()
    }
    shownForm?.addEventListener('keydown', onKey)
    return () => shownForm?.removeEventListener('keydown', onKey)
  }, [onCancel])

  // Minutes are what people type; left alone, an end is the gap's to the millisecond.
  const fromAt = from === shown.from && shown.ends ? shown.ends.startedAt : atClock(day, from, zone)
  const toAt = to === shown.to && shown.ends ? shown.ends.endedAt : atClock(day, to, zone)
  const act = async (work: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    try {
      await work()
    } catch (error) {
      setProblem(asProblem(error))
      setBusy(false)
    }
  }
  const save = (chosen: ManualTimeKind) =>
    act(async () => {
      if (fromAt === null || toAt === null) return setBusy(false)
      await onSave({
        ...(entry && { id: entry.id }),
        kind: chosen,
        from: fromAt,
        to: toAt,
        ...(reference.trim() !== '' ? { reference } : unlink && { reference: null }),
      })
    })
  const wrongTime = 'a time like 14:05'
  const referenceError = problem?.errors.find(({ pointer }) => pointer === '/reference')?.detail
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label="Name this time"
      onSubmit={(event) => {
        event.preventDefault()
        void save(kind)
      }}
    >
      {proposals.length > 0 && (
        <div className={styles.proposals} role="group" aria-label="Proposals">
          {proposals.map((proposal) => (
            <Button key={proposal.kind} disabled={busy} onClick={() => void save(proposal.kind)}>
              {manualTimeKindLabels[proposal.kind]}
              <small>
                {proposal.system ?? 'it'} {focusWords[proposal.focus]}
              </small>
            </Button>
          ))}
        </div>
      )}
      <div className={styles.fields}>
        <SelectField
          label="It was"
          value={kind}
          options={kinds}
          onChange={(value) => setKind(manualTimeKinds.find((known) => known === value) ?? 'other')}
        />
        <TextField label="From" value={from} onChange={setFrom} error={fromAt === null ? wrongTime : undefined} />
        <TextField label="To" value={to} onChange={setTo} error={toAt === null ? wrongTime : undefined} />
        <TextField
          label="Claim number, if there is one"
          value={reference}
          onChange={setReference}
          error={referenceError}
          hint="turned into a token at once; the number itself is kept nowhere"
        />
      </div>
      {entry !== null && entry.claimToken !== null && reference.trim() === '' && (
        <Checkbox label="It was not on that denial" checked={unlink} onChange={setUnlink} />
      )}
      {problem && referenceError === undefined && (
        <p className={styles.problem} role="alert">
          {problem.message}
        </p>
      )}
      <div className={styles.actions}>
        <Button kind="primary" type="submit" disabled={busy || fromAt === null || toAt === null}>
          Save
        </Button>
        <Button disabled={busy} onClick={onCancel}>
          Cancel
        </Button>
        {entry !== null && (
          <Button kind="quiet" disabled={busy} onClick={() => void act(() => onWithdraw(entry.id))}>
            Take it back
          </Button>
        )}
      </div>
    </form>
  )
}
