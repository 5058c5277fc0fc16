import { type ReactNode, useEffect, useMemo, useState } from 'react'
import type { MyDay } from '../../shared/contract/clients.ts'
import type { RibbonStretch, Shade } from '../../shared/contract/reports.ts'
import { address, Link, useLocation } from '../app/navigation.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ago, clock, count, counted, duration, longDay } from '../ui/format.ts'
import { activityLabel, hiddenKindLabel, hiddenKindMeaning, shadeLabels, segmentLabel } from '../ui/labels.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { DataTable, type Columns } from '../ui/data-table.tsx'
import { HiddenTags } from '../ui/tag.tsx'
import { Token } from '../ui/token.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useNow } from '../ui/use-now.ts'
import { usePolled } from '../ui/use-polled.ts'
import { useWidth } from '../ui/use-width.ts'
import { addDays, dayName, localZone, parseDay, startOfDay } from '../ui/zoned-time.ts'
import { Legend } from '../ribbon/legend.tsx'
import { Ribbon, TimeAxis } from '../ribbon/ribbon.tsx'
import { workingExtent } from '../ribbon/ribbon-geometry.ts'
import { medianMsPerDenial } from './day-figures.ts'
import { InputCard } from './input-card.tsx'
import { ManualTimeCard } from './manual-time-card.tsx'
import styles from './my-day-screen.module.css'

const REFRESH_MS = 5_000
const shown: readonly Shade[] = ['core', 'support', 'hidden', 'non_work', 'private', 'idle', 'away']

/** Everything this computer has recorded about the person at it, a day at a time. */
export function MyDayScreen({ desktop }: { readonly desktop: Desktop }) {
  const { params } = useLocation()
  const [zone] = useState(localZone)
  const now = useNow(REFRESH_MS)
  const today = startOfDay(now, zone)
  const from = Math.min(parseDay(params.get('day'), zone) ?? today, today)
  const to = addDays(from, 1, zone)
  const {
    value: day,
    current,
    problem,
    reload,
  } = usePolled(`${from}`, () => desktop.myDay.day({ from, to }), REFRESH_MS)
  const { value: status } = usePolled('status', () => desktop.myDay.status(), REFRESH_MS)
  useEffect(() => desktop.onChanged(reload), [desktop, reload])

  const dayLink = (start: number) =>
    address('/my-day', new URLSearchParams(start === today ? {} : { day: dayName(start, zone) }))
  const synced = status
    ? status.backlog > 0
      ? `${counted(status.backlog, 'record', 'records')} not sent yet`
      : status.lastSyncAt === null
        ? 'nothing sent yet'
        : `all sent, last ${ago(status.lastSyncAt, now)}`
    : null
  const beside = (shownDay: MyDay) => (
    <>
      <ManualTimeCard key={from} day={shownDay} zone={zone} desktop={desktop} onChanged={reload} />
      <InputCard input={shownDay.input} counting={status?.inputCounts} zone={zone} />
    </>
  )
  const title = from === today ? `Today, ${longDay(from, zone)}` : longDay(from, zone)
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div>
          <h1 className={styles.title}>{title}</h1>
          <p className={styles.sub}>
            recorded on this computer{synced && ` · ${synced}`} · <Link to="/my-day/health">health</Link>
          </p>
        </div>
        <nav className={styles.days} aria-label="Day">
          <Link to={dayLink(addDays(from, -1, zone))} rel="prev">
            ← Day before
          </Link>
          {from < today && (
            <Link to={dayLink(addDays(from, 1, zone))} rel="next">
              Day after →
            </Link>
          )}
          {from < today && <Link to={dayLink(today)}>Today</Link>}
        </nav>
      </div>
      {problem && day && (
        <Banner kind="problem" action={<Button onClick={reload}>Try again</Button>}>
          <b>Not refreshed.</b> {problem.message}
        </Banner>
      )}
      {!day ? (
        <QueryState
          problem={problem}
          waiting="Reading your journal…"
          failed="Your day cannot be shown"
          onRetry={reload}
        />
      ) : (
        <div className={styles.body} data-stale={current ? undefined : ''} aria-busy={!current}>
          {day.ribbon.length === 0 ? (
            <Notice
              kind="empty"
              title={from === today ? 'Nothing recorded yet today' : 'Nothing was recorded on this day'}
            >
              {status && status.state !== 'recording' && from === today
                ? `The agent is not recording: ${status.reason ?? status.state.replaceAll('_', ' ')}.`
                : 'As soon as a window has the focus, it shows here what is kept of it.'}
            </Notice>
          ) : (
            <Day day={day} zone={zone} now={now} beside={beside(day)} />
          )}
          {day.ribbon.length === 0 && beside(day)}
        </div>
      )}
    </div>
  )
}

function Day({
  day,
  zone,
  now,
  beside,
}: {
  readonly day: MyDay
  readonly zone: string
  readonly now: number
  /** What was not captured from windows. */
  readonly beside: ReactNode
}) {
  const [measured, width] = useWidth<HTMLDivElement>()
  const [pointed, setPointed] = useState<RibbonStretch | null>(null)
  const extent = useMemo(() => workingExtent([day.ribbon]) ?? { from: day.from, to: day.to }, [day])
  const median = medianMsPerDenial(day.touches)
  const columns = useMemo(() => touchColumns(zone), [zone])
  const inExtent = useMemo(
    () => day.ribbon.filter(({ startedAt, endedAt }) => endedAt > extent.from && startedAt < extent.to),
    [day.ribbon, extent],
  )
  const visible = useMemo(
    () =>
      inExtent.map((stretch) => ({
        ...stretch,
        startedAt: Math.max(stretch.startedAt, extent.from),
        endedAt: Math.min(stretch.endedAt, extent.to),
      })),
    [inExtent, extent],
  )
  return (
    <>
      <section className={styles.ribbonCard} aria-label="The day by activity">
        <div ref={measured}>
          {width > 0 && (
            <>
              <TimeAxis extent={extent} zone={zone} width={width} />
              <Ribbon
                stretches={visible}
                extent={extent}
                zone={zone}
                width={width}
                height={64}
                now={now}
                label="Your day"
                onPoint={setPointed}
              />
            </>
          )}
        </div>
        <p className={styles.pointed} aria-hidden="true">
          {pointed ? (
            <>
              <b>
                {clock(pointed.startedAt, zone)} – {clock(pointed.endedAt, zone)}
              </b>{' '}
              {segmentLabel(pointed)} · {shadeLabels[pointed.shade]} · {duration(pointed.endedAt - pointed.startedAt)}
            </>
          ) : (
            'Point at a stretch, or go through them with the arrow keys, for what it was.'
          )}
        </p>
        <Legend shades={shown} amount={(shade) => duration(day.byShade[shade] ?? 0)} />
      </section>
      <div className={styles.cards}>
        <Card title="Denials worked" explanation="touches less than 30 minutes apart are one">
          <p className={styles.big}>
            {count(day.denials)} <small>{counted(day.touches.length, 'touch', 'touches')}</small>
          </p>
        </Card>
        <Card title="Minutes per denial" explanation="active time; half of the denials took less">
          <p className={styles.big}>
            {median === null ? (
              '–'
            ) : (
              <>
                {(median / 60_000).toFixed(1)} <small>min</small>
              </>
            )}
          </p>
        </Card>
        <Card title="Hidden work" explanation="time that moved no denial">
          <p className={styles.big} data-tone="hidden">
            {duration(day.hiddenMs)}
          </p>
        </Card>
        <Card title="Idle and away" explanation="a call, paper, a break: not counted against you">
          <p className={styles.big}>
            {duration(day.idleMs)} <small>idle · {duration(day.awayMs)} away</small>
          </p>
        </Card>
      </div>
      <div className={styles.columns}>
        <Card title="Touches" explanation="claim numbers come from the worklist; the agent keeps only tokens">
          {day.touches.length === 0 ? (
            <p className={styles.sub}>No denial was open on this day.</p>
          ) : (
            <DataTable rows={day.touches} columns={columns} noun="touches" />
          )}
        </Card>
        <div className={styles.stack}>
          {beside}
          <Card title="Hidden work by kind" explanation="time tagged twice counts in both kinds, once in the total">
            {day.hiddenByKind.length === 0 && <p className={styles.sub}>None was seen.</p>}
            <ul className={styles.kinds}>
              {day.hiddenByKind.map(({ kind, ms }) => (
                <li key={kind}>
                  <span>
                    {hiddenKindLabel(kind)}
                    <small>{hiddenKindMeaning(kind)}</small>
                  </span>
                  <b>{duration(ms)}</b>
                </li>
              ))}
            </ul>
          </Card>
          <Card title="What is recorded" explanation="and what never is">
            <p>
              Activity, system, payer and time, and a token for a denial. Never a window's title or address, nothing
              typed, no clipboard, no pictures.
            </p>
            <p className={styles.more}>
              <Link to="/my-day/sent">See the very records as they are sent →</Link>
            </p>
          </Card>
        </div>
      </div>
    </>
  )
}

function touchColumns(zone: string): Columns<MyDay['touches'][number]> {
  return [
    {
      id: 'denial',
      header: 'Denial',
      sortBy: (touch) => touch.claimToken,
      cell: (touch) => <Token token={touch.claimToken} />,
    },
    {
      id: 'activity',
      header: 'Activity',
      sortBy: (touch) => touch.activity,
      cell: (touch) => activityLabel(touch.activity),
    },
    { id: 'system', header: 'System', sortBy: (touch) => touch.system ?? '', cell: (touch) => touch.system ?? '–' },
    {
      id: 'from',
      header: 'From – to',
      sortBy: (touch) => touch.startedAt,
      cell: (touch) => `${clock(touch.startedAt, zone)} – ${clock(touch.endedAt, zone)}`,
    },
    {
      id: 'active',
      header: 'Active',
      numeric: true,
      sortBy: (touch) => touch.activeMs,
      cell: (touch) => duration(touch.activeMs),
    },
    {
      id: 'hidden',
      header: 'Hidden',
      sortBy: (touch) => touch.hiddenKinds.join(),
      cell: (touch) => <HiddenTags kinds={touch.hiddenKinds} />,
    },
  ]
}
