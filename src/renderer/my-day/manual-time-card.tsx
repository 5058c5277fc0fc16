import { useRef, useState } from 'react'
import type { MyDay } from '../../shared/contract/clients.ts'
import type { Naming } from '../../shared/contract/manual-time.ts'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { clock, duration } from '../ui/format.ts'
import { manualTimeKindLabels } from '../ui/labels.ts'
import { Token } from '../ui/token.tsx'
import styles from './manual-time-card.module.css'
import {
  type ManualTimeRow,
  manualTimeRows,
  type ManualTimeSubject,
  subjectKey,
  timeOf,
} from './manual-time-subject.ts'
import { ManualTimeForm } from './manual-time-form.tsx'

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
  const [subject, setSubject] = useState<ManualTimeSubject | null>(null)
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
          <li key={subjectKey(row)}>
            <Row row={row} zone={zone} nameable={day.nameable} onOpen={() => setSubject(row)} />
            {subject !== null && subjectKey(subject) === subjectKey(row) && form}
          </li>
        ))}
      </ul>
      {day.nameable &&
        (subject?.kind === 'typed' ? (
          form
        ) : (
          <Button kind="quiet" small onClick={() => setSubject({ kind: 'typed' })}>
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
  readonly row: ManualTimeRow
  readonly zone: string
  readonly nameable: boolean
  readonly onOpen: () => void
}) {
  const { startedAt, endedAt } = timeOf(row)
  const when = `${clock(startedAt, zone)} – ${clock(endedAt, zone)}`
  return (
    <div className={styles.row}>
      <span>
        <span className={styles.when}>{when}</span>{' '}
        {row.kind === 'gap' ? (
          <span className={styles.quiet}>{duration(endedAt - startedAt)}, not named</span>
        ) : (
          <>
            <b>{manualTimeKindLabels[row.entry.kind]}</b> {duration(endedAt - startedAt)}{' '}
            {row.entry.claimToken !== null && <Token token={row.entry.claimToken} />}
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
