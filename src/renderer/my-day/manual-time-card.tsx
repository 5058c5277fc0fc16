import { useRef, useState } from 'react'
import type { MyDay } from '../../shared/contract/clients.ts'
import type { Gap, ManualTimeEntry, Naming } from '../../shared/contract/manual-time.ts'
import type { Desktop } from '../bridge/surroundings.ts'
import { Button } from '../kit/button.tsx'
import { Card } from '../kit/card.tsx'
import { clock, duration } from '../kit/format.ts'
import { manualTimeKindLabels } from '../kit/labels.ts'
import { Token } from '../kit/token.tsx'
import { NamingForm } from './naming-form.tsx'
import styles from './manual-time-card.module.css'

/** What is being named: a gap, a stretch that has a name, or a time that the person will say. */
export type Subject =
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'named'; readonly stretch: ManualTimeEntry }
  | { readonly kind: 'other' }

/** The gaps of a day and what they were, in the words of the person it is about. */
export function ManualTimeCard({
  day,
  zone,
  desktop,
  onChanged,
}: {
  readonly day: MyDay
  readonly zone: string
  readonly desktop: Desktop
  readonly onChanged: () => void
}) {
  const [subject, setSubject] = useState<Subject | null>(null)
  const [said, setSaid] = useState('')
  const told = useRef<HTMLParagraphElement>(null)
  const close = (words: string) => {
    setSubject(null)
    setSaid(words)
    // The button that opened the form may be gone with its gap: whoever uses the keyboard goes on from here.
    told.current?.focus()
  }
  const save = async (naming: Naming) => {
    await desktop.myDay.name(naming)
    onChanged()
    close(`Named: ${manualTimeKindLabels[naming.kind]}, ${clock(naming.from, zone)} – ${clock(naming.to, zone)}.`)
  }
  const withdraw = async (id: string) => {
    await desktop.myDay.withdraw({ id })
    onChanged()
    close('Taken back.')
  }
  const rows = rowsOf(day)
  const form = (
    <NamingForm
      key={subject === null ? '' : keyOf(subject)}
      subject={subject ?? { kind: 'other' }}
      day={day.from}
      zone={zone}
      onSave={save}
      onWithdraw={withdraw}
      onCancel={() => close('')}
    />
  )
  return (
    <Card
      title="Away from the keyboard"
      explanation="what you say it was; kept apart from what was captured, in none of the numbers above"
      aside={<b className={styles.sum}>{duration(day.manualMs)}</b>}
    >
      <p className={styles.told} role="status" tabIndex={-1} ref={told}>
        {said}
      </p>
      {!day.nameable && (
        <p className={styles.quiet}>
          The endpoint does not take named time yet: it is older than this app, or has not answered.
        </p>
      )}
      {day.nameable && rows.length === 0 && <p className={styles.quiet}>No gap of five minutes or longer.</p>}
      <ul className={styles.rows}>
        {rows.map((row) => (
          <li key={keyOf(row)}>
            <Row row={row} zone={zone} nameable={day.nameable} onOpen={() => setSubject(row)} />
            {subject !== null && keyOf(subject) === keyOf(row) && form}
          </li>
        ))}
      </ul>
      {day.nameable &&
        (subject?.kind === 'other' ? (
          form
        ) : (
          <Button kind="quiet" small onClick={() => setSubject({ kind: 'other' })}>
            Name another time
          </Button>
        ))}
    </Card>
  )
}

function Row({
  row,
  zone,
  nameable,
  onOpen,
}: {
  readonly row: Exclude<Subject, { kind: 'other' }>
  readonly zone: string
  readonly nameable: boolean
  readonly onOpen: () => void
}) {
  const { startedAt, endedAt } = row.kind === 'gap' ? row.gap : row.stretch
  const when = `${clock(startedAt, zone)} – ${clock(endedAt, zone)}`
  return (
    <div className={styles.row}>
      <span>
        <span className={styles.when}>{when}</span>{' '}
        {row.kind === 'gap' ? (
          <span className={styles.quiet}>{duration(endedAt - startedAt)}, not named</span>
        ) : (
          <>
            <b>{manualTimeKindLabels[row.stretch.kind]}</b> {duration(endedAt - startedAt)}{' '}
            {row.stretch.claimToken !== null && <Token token={row.stretch.claimToken} />}
          </>
        )}
      </span>
      {nameable && (
        <Button kind="quiet" small onClick={onOpen}>
          {row.kind === 'gap' ? 'Name this time' : 'Change'}
          <span className={styles.hidden}> {when}</span>
        </Button>
      )}
    </div>
  )
}

function rowsOf({ gaps, manualTime }: MyDay): Exclude<Subject, { kind: 'other' }>[] {
  const startOf = (row: Exclude<Subject, { kind: 'other' }>) => (row.kind === 'gap' ? row.gap : row.stretch).startedAt
  return [
    ...gaps.map((gap) => ({ kind: 'gap', gap }) as const),
    ...manualTime.map((stretch) => ({ kind: 'named', stretch }) as const),
  ].sort((a, b) => startOf(a) - startOf(b))
}

/** The end of a gap that goes on moves; its form must not. */
function keyOf(subject: Subject): string {
  if (subject.kind === 'gap') return `gap ${subject.gap.startedAt}`
  return subject.kind === 'named' ? `named ${subject.stretch.id}` : 'other'
}
