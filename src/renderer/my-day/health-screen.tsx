import { useEffect, useState } from 'react'
import type { AgentStatus } from '../../shared/contract/clients.ts'
import { agentLines, type HealthLineId, type HealthTone } from '../../shared/device-health/index.ts'
import { Link } from '../app/navigation.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { ago, clock, clockOffset, count, day } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { Tag } from '../ui/tag.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useNow } from '../ui/use-now.ts'
import { asProblem } from '../ui/problem-text.ts'
import { usePolled } from '../ui/use-polled.ts'
import { localZone } from '../ui/zoned-time.ts'
import { stateNames } from './agent-chip.tsx'
import styles from './health-screen.module.css'

const REFRESH_MS = 5_000

const names: Readonly<Record<HealthLineId, string>> = {
  windows: 'Windows',
  idle: 'Idle time',
  permissions: 'Permissions',
  sending: 'Sending',
  refused: 'Refused records',
  clock: 'Clock',
  gap: 'Gaps',
  journal: 'Journal',
  companions: 'Browsers',
  version: 'Version',
}

const marks: Readonly<
  Record<HealthTone, { readonly name: string; readonly tone: 'ok' | 'late' | undefined; readonly meaning: string }>
> = {
  ok: { name: '✓ fine', tone: 'ok', meaning: 'nothing to do' },
  note: { name: 'note', tone: undefined, meaning: 'worth knowing' },
  attention: { name: '! look', tone: 'late', meaning: 'somebody has to do something' },
}

/** How the agent on this computer is, and what to hand to somebody who helps. */
export function HealthScreen({ desktop }: { readonly desktop: Desktop }) {
  const { value: status, problem, reload } = usePolled('status', () => desktop.myDay.status(), REFRESH_MS)
  useEffect(() => desktop.onChanged(reload), [desktop, reload])
  if (!status)
    return (
      <QueryState
        screen
        problem={problem}
        waiting="Asking the agent…"
        failed="The agent does not answer"
        onRetry={reload}
      />
    )
  return (
    <div className={styles.page}>
      <ScreenHead
        title="Health"
        explanation={`the agent on this computer: ${stateNames[status.state]}${status.reason === null ? '' : `. ${status.reason}`}`}
      >
        <Link to="/my-day">← My day</Link>
      </ScreenHead>
      {problem && (
        <Banner kind="problem">
          <b>Not refreshed.</b> {problem.message}
        </Banner>
      )}
      <Lines status={status} />
      <SupportCard desktop={desktop} />
    </div>
  )
}

function Lines({ status }: { readonly status: AgentStatus }) {
  const now = useNow(REFRESH_MS)
  const [zone] = useState(localZone)
  /** The instant or the number that belongs to a line. */
  const figures: Partial<Record<HealthLineId, string>> = {
    windows: status.lastCaptureAt === null ? 'nothing seen yet' : `last looked ${ago(status.lastCaptureAt, now)}`,
    sending: [
      status.lastSyncAt === null ? 'never' : `last ${ago(status.lastSyncAt, now)}`,
      `${count(status.backlog)} waiting`,
    ].join(' · '),
    ...(status.gap ? { gap: `found ${day(status.gap.foundAt, zone)}, ${clock(status.gap.foundAt, zone)}` } : {}),
    ...(typeof status.skewMs === 'number' ? { clock: clockOffset(status.skewMs) } : {}),
  }
  return (
    <dl className={styles.lines}>
      {agentLines(status).map(({ id, tone, words }) => (
        <div key={id} className={styles.line}>
          <dt>{names[id]}</dt>
          <dd className={styles.words}>{words}</dd>
          <dd className={styles.figure}>{figures[id]}</dd>
          <dd>
            <Tag tone={marks[tone].tone} title={marks[tone].meaning}>
              {marks[tone].name}
            </Tag>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function SupportCard({ desktop }: { readonly desktop: Desktop }) {
  const [outcome, setOutcome] = useState<'saved' | 'not saved' | { readonly problem: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      setOutcome((await desktop.myDay.saveSupportBundle()) ? 'saved' : 'not saved')
    } catch (error) {
      setOutcome({ problem: asProblem(error).message })
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className={styles.support} aria-labelledby="support">
      <div>
        <h2 id="support">Support bundle</h2>
        <p>
          One file for somebody who helps: versions, the lines above, the policy’s numbers and the last events, in words
          of a fixed list. No title, no address, no name, no claim can be in it.
        </p>
        {outcome !== null && (
          <p role="status">
            {outcome === 'saved'
              ? 'Saved; its folder is shown.'
              : outcome === 'not saved'
                ? 'Nothing was saved.'
                : `Not saved: ${outcome.problem}`}
          </p>
        )}
      </div>
      <Button kind="primary" disabled={busy} onClick={() => void save()}>
        Save support bundle
      </Button>
    </section>
  )
}
