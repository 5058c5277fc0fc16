import { type ReactNode, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AgentStatus } from '../../shared/contract/clients.ts'
import { address, Link, useLocation } from '../app/navigation.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ago, capitalized, duration, longDay } from '../ui/format.ts'
import { hiddenKindLabel, hiddenKindMeaning } from '../ui/labels.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { useNow } from '../ui/use-now.ts'
import { addDays, dayName, localZone, parseDay, startOfDay } from '../ui/zoned-time.ts'
import { AnnotationsCard } from './annotations-card.tsx'
import type { DayCardProps } from './day-card-props.ts'
import { DayCards } from './day-cards.tsx'
import { DayRibbon } from './day-ribbon.tsx'
import { InputCard } from './input-card.tsx'
import { ManualTimeCard } from './manual-time-card.tsx'
import styles from './my-day-screen.module.css'
import { PrivateTimeCard } from './private-time-card.tsx'
import { RecordedCard } from './recorded-card.tsx'
import { RecordingBar } from './recording-bar.tsx'
import { RulesChangesCard } from './rules-changes-card.tsx'
import { TouchesCard } from './touches-card.tsx'
import { UnclassifiedCard } from './unclassified-card.tsx'
import { useAgentStatus } from './use-agent-status.ts'
import { DAYS_KEPT } from './week.ts'

const REFRESH_MS = 5_000

/** Everything that this computer has recorded about its user, one day at a time. */
export function MyDayScreen({ desktop }: { readonly desktop: Desktop }) {
  const t = useTranslations('myDay.day')
  const { params } = useLocation()
  const [zone] = useState(localZone)
  const now = useNow(REFRESH_MS)
  const today = startOfDay(now, zone)
  const from = Math.min(parseDay(params.get('day'), zone) ?? today, today)
  const to = addDays(from, 1, zone)
  const {
    value: day,
    problem,
    reload,
  } = useLiveQuery(['my day', 'day', { from, to }], () => desktop.myDay.day({ from, to }), { everyMs: REFRESH_MS })
  const { value: status, reload: reloadStatus } = useAgentStatus(desktop)
  useEffect(() => desktop.onChanged(reload), [desktop, reload])

  const date = longDay(from, zone)
  const beside = day && (
    <>
      <ManualTimeCard key={from} day={day} zone={zone} desktop={desktop} onChanged={reload} />
      <AnnotationsCard key={`said ${from}`} day={day} zone={zone} desktop={desktop} onChanged={reload} />
      <PrivateTimeCard key={`private ${from}`} day={day} zone={zone} desktop={desktop} onChanged={reload} />
      <InputCard input={day.input} counting={status?.inputCounts} zone={zone} />
      <RulesChangesCard changes={day.rulesChanges} zone={zone} />
      {from === today && <UnclassifiedCard windows={day.unclassified} desktop={desktop} onChanged={reload} />}
    </>
  )
  return (
    <div className={styles.page}>
      <ScreenHead
        title={from === today ? t('today', { date }) : date}
        explanation={
          <>
            {t('recordedHere')}
            {status && ` · ${sendingText(status, now, t)}`} · <Link to="/my-day/health">{t('health')}</Link>
          </>
        }
      >
        <DayLinks from={from} today={today} zone={zone} />
      </ScreenHead>
      {status && from === today && (
        <RecordingBar desktop={desktop} status={status} zone={zone} onChanged={reloadStatus} />
      )}
      {problem && day && (
        <Banner kind="problem" action={<Button onClick={reload}>{t('tryAgain')}</Button>}>
          {t.rich('notRefreshed', { message: problem.message, strong })}
        </Banner>
      )}
      {!day ? (
        <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
      ) : day.ribbon.length === 0 ? (
        <div className={styles.body}>
          <EmptyDay today={from === today} kept={from > addDays(today, -DAYS_KEPT, zone)} status={status} />
          {beside}
          <RecordedCard desktop={desktop} readInPagesMs={day.readInPagesMs} />
        </div>
      ) : (
        <div className={styles.body}>
          <DayRibbon day={day} zone={zone} now={now} />
          <DayCards day={day} />
          <DayDetails day={day} zone={zone} desktop={desktop} onChanged={reload}>
            {beside}
          </DayDetails>
        </div>
      )}
    </div>
  )
}

function sendingText(
  { backlog, lastSyncAt }: AgentStatus,
  now: number,
  t: ReturnType<typeof useTranslations<'myDay.day'>>,
): string {
  if (backlog > 0) return t('waiting', { count: backlog })
  return lastSyncAt === null ? t('neverSent') : t('allSent', { ago: ago(lastSyncAt, now) })
}

function DayLinks({ from, today, zone }: { readonly from: number; readonly today: number; readonly zone: string }) {
  const t = useTranslations('myDay.day')
  const linkTo = (start: number) =>
    address('/my-day', new URLSearchParams(start === today ? {} : { day: dayName(start, zone) }))
  return (
    <nav className={styles.days} aria-label={t('days')}>
      <Link to="/my-day/week">{t('week')}</Link>
      <Link to={linkTo(addDays(from, -1, zone))} rel="prev">
        {t('previous')}
      </Link>
      {from < today && (
        <>
          <Link to={linkTo(addDays(from, 1, zone))} rel="next">
            {t('next')}
          </Link>
          <Link to={linkTo(today)}>{t('todayLink')}</Link>
        </>
      )}
    </nav>
  )
}

function EmptyDay({
  today,
  kept,
  status,
}: {
  readonly today: boolean
  /** Whether everything of the day would still be here. */
  readonly kept: boolean
  readonly status: AgentStatus | null
}) {
  const t = useTranslations('myDay')
  if (!kept) {
    return (
      <Notice kind="empty" title={t('day.notKeptTitle')}>
        {t('day.notKept')}
      </Notice>
    )
  }
  return (
    <Notice kind="empty" title={today ? t('day.emptyToday') : t('day.empty')}>
      {status && status.state !== 'recording' && today
        ? t('day.notRecording', { reason: status.reason ?? t(`state.${status.state}`) })
        : t('day.emptyExplanation')}
    </Notice>
  )
}

/** The touches, and beside them the hidden work and what was not recorded from windows. */
function DayDetails({
  day,
  zone,
  desktop,
  onChanged,
  children,
}: DayCardProps & {
  readonly children: ReactNode
}) {
  const t = useTranslations('myDay')
  return (
    <div className={styles.columns}>
      <TouchesCard day={day} zone={zone} desktop={desktop} onChanged={onChanged} />
      <div className={styles.stack}>
        {children}
        <Card title={t('hiddenKinds.title')} explanation={t('hiddenKinds.explanation')}>
          {day.hiddenByKind.length === 0 && <p className={styles.sub}>{t('hiddenKinds.none')}</p>}
          <ul className={styles.kinds}>
            {day.hiddenByKind.map(({ kind, ms }) => (
              <li key={kind}>
                <span>
                  {capitalized(hiddenKindLabel(kind))}
                  <small>{hiddenKindMeaning(kind)}</small>
                </span>
                <b>{duration(ms)}</b>
              </li>
            ))}
          </ul>
        </Card>
        <RecordedCard desktop={desktop} readInPagesMs={day.readInPagesMs} />
      </div>
    </div>
  )
}
