import { type FormEvent, useState } from 'react'
import type { Finding } from '../../shared/contract/alerts.ts'
import { Link } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { clock, counted } from '../ui/format.ts'
import { asProblem } from '../ui/problem-text.ts'
import { usePolled } from '../ui/use-polled.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import styles from './findings-card.module.css'

const FINDINGS_MS = 60_000
const SHOWN = 3

/** Sentences with evidence, the weightiest first. Each can be dismissed with a reason, and brought back. */
export function FindingsCard({
  query,
}: {
  readonly query: { readonly from: number; readonly to: number; readonly team?: string | undefined }
}) {
  const { team } = useAppEnvironment()
  const zone = useTeamZone()
  const { value, problem, reload } = usePolled(JSON.stringify(query), () => team.read('findings', query), FINDINGS_MS)
  const [all, setAll] = useState(false)
  const [dismissed, setDismissed] = useState<Finding | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const change = async (act: () => Promise<unknown>, then: () => void) => {
    try {
      await act()
      then()
      setFailed(null)
      reload()
    } catch (error) {
      setFailed(asProblem(error).message)
    }
  }
  const rows = value?.rows.toSorted((a, b) => b.weight - a.weight) ?? []
  return (
    <Card
      title="What the evidence says"
      explanation={`with enough data behind it, and what could be done${value ? `; as of\u00a0${clock(value.foundAt, zone)}` : ''}`}
    >
      {failed && (
        <p className={styles.failed} role="alert">
          {failed}
        </p>
      )}
      {dismissed && (
        <p className={styles.undone} role="status">
          Dismissed.{' '}
          <Button
            small
            onClick={() =>
              void change(
                () => team.write('restoreFinding', { id: dismissed.id }, null),
                () => setDismissed(null),
              )
            }
          >
            Bring it back
          </Button>
        </p>
      )}
      {rows.length > 0 ? (
        <ul className={styles.findings}>
          {(all ? rows : rows.slice(0, SHOWN)).map((finding) => (
            <FindingItem
              key={finding.id}
              finding={finding}
              onDismiss={(reason) =>
                change(
                  () => team.write('dismissFinding', { id: finding.id }, { reason }),
                  () => setDismissed(finding),
                )
              }
            />
          ))}
        </ul>
      ) : (
        <p className={styles.quiet}>
          {value
            ? `Nothing stands out: ${counted(value.considered, 'pattern was', 'patterns were')} looked for, none has enough data behind it.`
            : problem
              ? `Cannot be shown: ${problem.message}`
              : 'Looking for patterns…'}
        </p>
      )}
      {rows.length > SHOWN && (
        <Button kind="quiet" small onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? 'Show fewer' : `Show ${rows.length - SHOWN} more`}
        </Button>
      )}
    </Card>
  )
}

function FindingItem({
  finding,
  onDismiss,
}: {
  readonly finding: Finding
  readonly onDismiss: (reason: string) => Promise<void>
}) {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void onDismiss(reason.trim())
  }
  return (
    <li>
      <p className={styles.sentence}>
        {finding.sentence.map(({ text, figure }, index) =>
          figure ? <b key={index}>{text}</b> : <span key={index}>{text}</span>,
        )}
      </p>
      <p className={styles.evidence}>{finding.evidence}</p>
      <p className={styles.advice}>
        <span className={styles.action}>{finding.action}</span> {finding.advice}
      </p>
      <p className={styles.links}>
        <Link to={finding.link.to}>{finding.link.label}</Link>
        <Button kind="quiet" small aria-expanded={asking} onClick={() => setAsking(!asking)} data-print="hide">
          Dismiss…
        </Button>
      </p>
      {asking && (
        <form className={styles.form} onSubmit={submit}>
          <label>
            Why it does not matter here
            <input value={reason} maxLength={500} autoFocus onChange={(event) => setReason(event.target.value)} />
          </label>
          <Button small type="submit" disabled={reason.trim() === ''}>
            Dismiss
          </Button>
        </form>
      )}
    </li>
  )
}
