import { useState } from 'react'
import { type AlertRow, type AlertState } from '../../shared/contract/alerts.ts'
import { address, Link, useNavigation, usePlace } from '../app/navigation.tsx'
import { useSurroundings } from '../bridge/surroundings.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Button } from '../kit/button.tsx'
import { Drawer } from '../kit/drawer.tsx'
import { exactDollars, roughly, clock, shortDay } from '../kit/format.ts'
import { Banner, Notice } from '../kit/notice.tsx'
import { Tag } from '../kit/tag.tsx'
import { useNow } from '../kit/use-now.ts'
import { asProblem, type Polled } from '../kit/use-polled.ts'
import { addDays } from '../kit/zoned-time.ts'
import styles from './alerts-drawer.module.css'
import { type Alerts, useAlerts } from './use-alerts.ts'

const shown: readonly { readonly state: AlertState; readonly name: string }[] = [
  { state: 'open', name: 'Open' },
  { state: 'snoozed', name: 'Snoozed' },
  { state: 'acknowledged', name: 'Acknowledged' },
]

/** Alerts, and what can be done with one: say that it was seen, or be reminded later. */
export function AlertsDrawer({ open }: { readonly open: Polled<Alerts> }) {
  const navigation = useNavigation()
  const { path, params } = usePlace()
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
      {state === 'open' ? (
        <AlertList alerts={open} onChanged={open.reload} />
      ) : (
        <OtherAlerts state={state} onChanged={open.reload} />
      )}
    </Drawer>
  )
}

function OtherAlerts({ state, onChanged }: { readonly state: AlertState; readonly onChanged: () => void }) {
  const alerts = useAlerts(state)
  const changed = () => {
    alerts.reload()
    onChanged()
  }
  return <AlertList alerts={alerts} onChanged={changed} />
}

function AlertList({ alerts, onChanged }: { readonly alerts: Polled<Alerts>; readonly onChanged: () => void }) {
  const { team } = useSurroundings()
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
  if (alerts.value.rows.length === 0) return <Notice kind="empty" title="None" />
  return (
    <>
      {problem && (
        <Banner kind="problem">
          <b>Not done.</b> {problem}
        </Banner>
      )}
      <ul className={styles.alerts}>
        {alerts.value.rows.map((alert) => (
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
