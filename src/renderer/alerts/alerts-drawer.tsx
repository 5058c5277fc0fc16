import { useState } from 'react'
import { type AlertRow, type AlertState } from '../../shared/contract/alerts.ts'
import { address, Link, useNavigation, useLocation } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Button } from '../ui/button.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { clock, count, exactDollars, roughly, shortDay } from '../ui/format.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { Tag } from '../ui/tag.tsx'
import { useNow } from '../ui/use-now.ts'
import { asProblem } from '../ui/problem-text.ts'
import { addDays } from '../ui/zoned-time.ts'
import styles from './alerts-drawer.module.css'
import { useAlerts } from './use-alerts.ts'

const PAGE_ALERTS = 50

const shown: readonly { readonly state: AlertState; readonly name: string }[] = [
  { state: 'open', name: 'Open' },
  { state: 'snoozed', name: 'Snoozed' },
  { state: 'acknowledged', name: 'Acknowledged' },
]

/** Alerts, and what can be done with one: say that it was seen, or be reminded later. */
export function AlertsDrawer({ onChanged }: { readonly onChanged: () => void }) {
  const navigation = useNavigation()
  const { path, params } = useLocation()
  const state = shown.find((one) => one.state === params.get('alerts'))?.state ?? 'open'
  const to = (next: AlertState | null) => {
    const changed = new URLSearchParams(params)
    if (next === null) changed.delete('alerts')
    else changed.set('alerts', next)
    return address(path, changed)
  }
  return (
    <Drawer
      title="Alerts"
      description="one for each SLA and denial that is late or soon will be; it goes by itself when the denial is worked"
      onClose={() => navigation.go(to(null))}
    >
      <nav className={styles.states} aria-label="Which alerts">
        {shown.map((one) => (
          <Link key={one.state} to={to(one.state)} replace aria-current={one.state === state ? 'true' : undefined}>
            {one.name}
          </Link>
        ))}
      </nav>
      <AlertList key={state} state={state} onChanged={onChanged} />
    </Drawer>
  )
}

/** Alerts of one state, by the page. */
function AlertList({ state, onChanged }: { readonly state: AlertState; readonly onChanged: () => void }) {
  const { team } = useAppEnvironment()
  // Where the pages up to the one shown begin; the first has no cursor.
  const [cursors, setCursors] = useState<readonly string[]>([])
  const alerts = useAlerts(state, { cursor: cursors.at(-1), limit: PAGE_ALERTS })
  const zone = useTeamZone()
  const now = useNow(30_000)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const act = async (id: string, write: () => Promise<unknown>) => {
    setBusy(id)
    try {
      await write()
      setProblem(null)
    } catch (error) {
      setProblem(asProblem(error).message)
    } finally {
      setBusy(null)
      alerts.reload()
      onChanged()
    }
  }
  if (!alerts.value)
    return alerts.problem ? (
      <Notice kind="problem" title="The alerts cannot be shown">
        {alerts.problem.message}
      </Notice>
    ) : (
      <Notice kind="loading" title="Fetching the alerts…" />
    )
  const { rows, nextCursor } = alerts.value
  const before = cursors.length * PAGE_ALERTS
  if (rows.length === 0 && before === 0) return <Notice kind="empty" title="None" />
  return (
    <>
      {problem && (
        <Banner kind="problem">
          <b>Not done.</b> {problem}
        </Banner>
      )}
      <ul className={styles.alerts}>
        {rows.map((alert) => (
          <li key={alert.id}>
            <div>
              <p>
                <Tag tone={alert.level}>
                  {alert.dueAt <= now ? `${roughly(now - alert.dueAt)} late` : `in ${roughly(alert.dueAt - now)}`}
                </Tag>{' '}
                <b>{alert.slaName}</b>
              </p>
              <p className={styles.about}>
                <Link to={`/worklist?denial=${encodeURIComponent(alert.denialId)}`}>{alert.claimRef}</Link> ·{' '}
                {alert.payer ?? 'no payer named'} · {exactDollars(alert.deniedCents)} · {alert.owner ?? 'nobody’s'}
                {alert.snoozedUntil !== null &&
                  ` · until ${shortDay(alert.snoozedUntil, zone)}, ${clock(alert.snoozedUntil, zone)}`}
                {alert.handledBy !== null && ` · by ${alert.handledBy}`}
              </p>
            </div>
            {alert.state !== 'acknowledged' && (
              <span className={styles.acts}>
                <Snooze
                  alert={alert}
                  now={now}
                  zone={zone}
                  disabled={busy !== null}
                  onSnooze={(until) => void act(alert.id, () => team.write('snoozeAlert', { id: alert.id }, { until }))}
                />
                <Button
                  small
                  disabled={busy !== null}
                  aria-label={`Acknowledge ${alert.slaName}, ${alert.claimRef}`}
                  onClick={() => void act(alert.id, () => team.write('acknowledgeAlert', { id: alert.id }, null))}
                >
                  Acknowledge
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {(before > 0 || nextCursor !== null) && (
        <div className={styles.pages}>
          <Button small disabled={before === 0 || !alerts.current} onClick={() => setCursors(cursors.slice(0, -1))}>
            Previous
          </Button>
          <span aria-live="polite">
            {rows.length === 0 ? 'no more' : `${count(before + 1)} – ${count(before + rows.length)}`}
          </span>
          <Button
            small
            disabled={nextCursor === null || !alerts.current}
            onClick={() => nextCursor !== null && setCursors([...cursors, nextCursor])}
          >
            Next
          </Button>
        </div>
      )}
    </>
  )
}

function Snooze({
  alert,
  now,
  zone,
  disabled,
  onSnooze,
}: {
  readonly alert: AlertRow
  readonly now: number
  readonly zone: string
  readonly disabled: boolean
  readonly onSnooze: (until: number) => void
}) {
  // Eight in the morning by the clock of the team.
  const morning = (days: number) => addDays(now, days, zone) + 8 * 3_600_000
  const choices = [
    { name: '4 hours', until: now + 4 * 3_600_000 },
    { name: 'tomorrow, 8:00', until: morning(1) },
    { name: 'in a week', until: morning(7) },
  ]
  return (
    <select
      className={styles.snooze}
      aria-label={`Snooze ${alert.slaName}, ${alert.claimRef}`}
      value=""
      disabled={disabled}
      onChange={({ target }) => {
        const choice = choices[Number(target.value)]
        if (target.value !== '' && choice) onSnooze(choice.until)
      }}
    >
      <option value="">Snooze…</option>
      {choices.map(({ name }, index) => (
        <option key={name} value={index}>
          {name}
        </option>
      ))}
    </select>
  )
}
