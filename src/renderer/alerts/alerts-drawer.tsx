import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AlertRow, AlertState } from '../../shared/contract/alerts.ts'
import { HOUR_MS } from '../../shared/time.ts'
import { address, Link, useNavigation, useLocation } from '../app/navigation.tsx'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { Button } from '../ui/button.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { clock, exactDollars, roughly, shortDay } from '../ui/format.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { Tag } from '../ui/tag.tsx'
import { useNow } from '../ui/use-now.ts'
import { asProblem } from '../ui/problem-text.ts'
import { addDays } from '../ui/zoned-time.ts'
import styles from './alerts-drawer.module.css'
import { useAlerts } from './use-alerts.ts'

const PAGE_ALERTS = 50

const shownStates = ['open', 'snoozed', 'acknowledged'] as const satisfies readonly AlertState[]
type ShownState = (typeof shownStates)[number]

/** Alerts, which can be acknowledged or snoozed. */
export function AlertsDrawer() {
  const t = useTranslations('alerts')
  const navigation = useNavigation()
  const { path, params } = useLocation()
  const state = shownStates.find((one) => one === params.get('alerts')) ?? 'open'
  const to = (next: ShownState | null) => {
    const changed = new URLSearchParams(params)
    if (next === null) changed.delete('alerts')
    else changed.set('alerts', next)
    return address(path, changed)
  }
  return (
    <Drawer title={t('title')} description={t('explanation')} onClose={() => navigation.go(to(null))}>
      <nav className={styles.states} aria-label={t('states')}>
        {shownStates.map((one) => (
          <Link key={one} to={to(one)} replace aria-current={one === state ? 'true' : undefined}>
            {t(`state.${one}`)}
          </Link>
        ))}
      </nav>
      <AlertList key={state} state={state} />
    </Drawer>
  )
}

/** The alerts of one state, one page at a time. */
function AlertList({ state }: { readonly state: ShownState }) {
  const t = useTranslations('alerts')
  const tUi = useTranslations('ui')
  const write = useTeamWrite()
  // The cursors of the pages up to the present one; the first page has none.
  const [cursors, setCursors] = useState<readonly string[]>([])
  const alerts = useAlerts(state, { cursor: cursors.at(-1), limit: PAGE_ALERTS })
  const zone = useTeamZone()
  const now = useNow(30_000)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const act = async (change: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await change()
      setProblem(null)
    } catch (error) {
      setProblem(asProblem(error).message)
    } finally {
      setBusy(false)
    }
  }
  if (!alerts.value)
    return <QueryState problem={alerts.problem} waiting={t('loading')} failed={t('failed')} onRetry={alerts.reload} />
  const { rows, nextCursor } = alerts.value
  const before = cursors.length * PAGE_ALERTS
  if (rows.length === 0 && before === 0) return <Notice kind="empty" title={t('none')} />
  return (
    <>
      {problem && <Banner kind="problem">{t.rich('notDone', { reason: problem, strong })}</Banner>}
      <ul className={styles.alerts}>
        {rows.map((alert) => (
          <AlertItem
            key={alert.id}
            alert={alert}
            now={now}
            zone={zone}
            disabled={busy}
            onSnooze={(until) => void act(() => write('snoozeAlert', { id: alert.id }, { until }))}
            onAcknowledge={() => void act(() => write('acknowledgeAlert', { id: alert.id }, null))}
          />
        ))}
      </ul>
      {(before > 0 || nextCursor !== null) && (
        <div className={styles.pages}>
          <Button small disabled={before === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
            {tUi('previous')}
          </Button>
          <span aria-live="polite">
            {rows.length === 0 ? t('noMore') : t('pageRange', { first: before + 1, last: before + rows.length })}
          </span>
          <Button
            small
            disabled={nextCursor === null}
            onClick={() => nextCursor !== null && setCursors([...cursors, nextCursor])}
          >
            {tUi('next')}
          </Button>
        </div>
      )}
    </>
  )
}

interface AlertItemProps {
  readonly alert: AlertRow
  readonly now: number
  readonly zone: string
  readonly disabled: boolean
  readonly onSnooze: (until: number) => void
}

function AlertItem({
  alert,
  now,
  zone,
  disabled,
  onSnooze,
  onAcknowledge,
}: AlertItemProps & { readonly onAcknowledge: () => void }) {
  const t = useTranslations('alerts')
  const time = roughly(alert.dueAt - now)
  const facts = [
    t(`clock.${alert.clock}`),
    alert.payer ?? t('payerNotIdentified'),
    exactDollars(alert.leftCents),
    alert.owner === null ? t('unassigned') : t('assignedTo', { person: alert.owner }),
    ...(alert.snoozedUntil === null
      ? []
      : [t('snoozedUntil', { day: shortDay(alert.snoozedUntil, zone), time: clock(alert.snoozedUntil, zone) })]),
    ...(alert.handledBy === null ? [] : [t('handledBy', { person: alert.handledBy })]),
  ]
  return (
    <li>
      <div>
        <p>
          <Tag tone={toneOf(alert)}>{t(alert.dueAt <= now ? 'overdueBy' : 'dueIn', { time })}</Tag>{' '}
          <b>{alert.slaName}</b>
        </p>
        <p className={styles.about}>
          <Link to={`/worklist?denial=${encodeURIComponent(alert.denialId)}`}>{alert.claimRef}</Link> ·{' '}
          {facts.join(' · ')}
        </p>
      </div>
      {alert.state !== 'acknowledged' && (
        <span className={styles.acts}>
          <Snooze alert={alert} now={now} zone={zone} disabled={disabled} onSnooze={onSnooze} />
          <Button
            small
            disabled={disabled}
            aria-label={t('acknowledgeOf', { sla: alert.slaName, claim: alert.claimRef })}
            onClick={onAcknowledge}
          >
            {t('acknowledge')}
          </Button>
        </span>
      )}
    </li>
  )
}

/** Red is for the payer's deadline. */
function toneOf({ clock: kind, level }: AlertRow) {
  if (kind === 'deadline') return level
  return level === 'overdue' ? 'missed' : 'target'
}

function Snooze({ alert, now, zone, disabled, onSnooze }: AlertItemProps) {
  const t = useTranslations('alerts')
  // 8 AM in the team's time zone.
  const morning = (days: number) => addDays(now, days, zone) + 8 * HOUR_MS
  const choices = [
    { name: t('snoozeFor.hours'), until: now + 4 * HOUR_MS },
    { name: t('snoozeFor.tomorrow', { time: clock(morning(1), zone) }), until: morning(1) },
    { name: t('snoozeFor.week'), until: morning(7) },
  ]
  return (
    <select
      className={styles.snooze}
      aria-label={t('snoozeOf', { sla: alert.slaName, claim: alert.claimRef })}
      value=""
      disabled={disabled}
      onChange={({ target }) => {
        const choice = choices[Number(target.value)]
        if (target.value !== '' && choice) onSnooze(choice.until)
      }}
    >
      <option value="">{t('snooze')}</option>
      {choices.map(({ name }, index) => (
        <option key={name} value={index}>
          {name}
        </option>
      ))}
    </select>
  )
}
