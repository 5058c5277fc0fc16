import { useEffect, useMemo, useState } from 'react'
import type { WorklistSummary } from '../../shared/contract/clients.ts'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { useLocation } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { DenialDrawer } from '../denial/denial-drawer.tsx'
import { Button } from '../ui/button.tsx'
import { ago, longDay } from '../ui/format.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useNow } from '../ui/use-now.ts'
import { type Polled, usePolled } from '../ui/use-polled.ts'
import { dayName, localZone } from '../ui/zoned-time.ts'
import { MetricScopeProvider } from '../metrics/use-metric.ts'
import { AgingCard } from './aging-card.tsx'
import { DrilldownDrawer } from './drilldown-drawer.tsx'
import { MetricsRow } from './metrics-row.tsx'
import { FindingsCard } from './findings-card.tsx'
import { Headline } from './headline.tsx'
import { HiddenKindCard } from './hidden-kind-card.tsx'
import { MetricBarsCard } from './metric-bars-card.tsx'
import { NowCard, useNowSummary } from './now-card.tsx'
import { PanelLinksProvider, usePanelLinks } from './panel-links.tsx'
import { PanelToolbar } from './panel-toolbar.tsx'
import { compareName, compareRange, metricQuery, periodRange, readPanelView, timeQuery } from './panel-view.ts'
import { PeopleCard } from './people-card.tsx'
import styles from './team-screen.module.css'
import { TimeCard } from './time-card.tsx'
import { WorkloadCard } from './workload-card.tsx'

const REFRESH_MS = 5_000

export function TeamScreen() {
  const { team } = useAppEnvironment()
  const { params } = useLocation()
  const view = useMemo(() => readPanelView(params), [params])
  // The team's zone comes with the first answer; until then this computer's is the best guess there is.
  const [zone, setZone] = useState(localZone)
  const now = useNow(REFRESH_MS)
  const range = periodRange(view.period, now, zone)
  const filters = timeQuery(view.filters, range)
  const {
    value: answer,
    current,
    problem,
    loadedAt,
    reload,
  } = usePolled(JSON.stringify(filters), () => team.read('panel', filters), REFRESH_MS)
  const answeredZone = answer?.zone
  useEffect(() => {
    if (answeredZone) setZone(answeredZone)
  }, [answeredZone])
  const { from, to } = range
  const people = answer?.people
  const scope = useMemo(
    () => ({
      query: metricQuery(view.filters, { from, to }),
      before: metricQuery(view.filters, compareRange(view.compare, { from, to }, zone)),
      people: new Map(people?.map(({ id, name }) => [id, name])),
    }),
    [view.filters, view.compare, from, to, zone, people],
  )

  // Asked here, so that it is not the last in line behind the metrics.
  const summary = useNowSummary(view.filters, scope.people)

  if (!answer) {
    return (
      <QueryState
        screen
        problem={problem}
        waiting="Adding up the team's work…"
        failed="The panel cannot be shown"
        onRetry={reload}
      />
    )
  }
  return (
    <PanelLinksProvider view={view}>
      <MetricScopeProvider value={scope}>
        <h1 className={styles.invisible}>Team panel</h1>
        <PanelToolbar answer={answer} zone={zone} />
        {problem && (
          <Banner kind="problem" action={<Button onClick={reload}>Try again</Button>}>
            <b>Not refreshed.</b> {problem.message} What is shown was loaded{' '}
            {loadedAt === null ? 'earlier' : ago(loadedAt, now)}.
          </Banner>
        )}
        <div className={styles.panel} data-stale={current ? undefined : ''} aria-busy={!current}>
          <Panel answer={answer} summary={summary} now={now} against={compareName(view, now < answer.to)} />
        </div>
        {view.drilldown && !params.has('denial') && (
          <DrilldownDrawer drilldown={view.drilldown} answer={answer} filters={filters} />
        )}
        <DenialDrawer />
      </MetricScopeProvider>
    </PanelLinksProvider>
  )
}

function Panel({
  answer,
  summary,
  now,
  against,
}: {
  readonly answer: PanelAnswer
  readonly summary: Polled<WorklistSummary>
  readonly now: number
  readonly against: string
}) {
  const { view } = usePanelLinks()
  const { totals, from, to, zone } = answer
  const nobody = totals.activeMs + totals.idleMs + totals.awayMs === 0
  return (
    <>
      <NowCard summary={summary} zone={zone} />
      <MetricsRow answer={answer} summary={summary} against={against} />
      {nobody ? <NothingRecorded answer={answer} /> : <Headline answer={answer} />}
      <div className={styles.wide}>
        {!nobody && <PeopleCard answer={answer} now={now} />}
        <FindingsCard query={{ from, to, team: view.filters.team }} />
      </div>
      <div className={styles.pair}>
        <HiddenKindCard answer={answer} against={compareName(view, false)} />
        <AgingCard />
      </div>
      <div className={styles.row}>
        <MetricBarsCard
          title="Backlog by payer"
          explanation="denied dollars still open; the line marks what was open at the end of the other period"
          metric="open_amount"
          by="payer"
          none="No denial is open."
          note={{ metric: 'open_denials', words: (value) => `${value} open` }}
        />
        <MetricBarsCard
          title="Stalled by owner"
          explanation="open denials without a touch or payer event for 10 business days"
          metric="stalled_denials"
          by="user"
          none="No denial is stalled."
        />
        <MetricBarsCard
          title="Repeat touches"
          explanation="share of denials touched three times or more, by reason"
          metric="repeat_touch_share"
          by="category"
          none="No denial was touched three times."
        />
      </div>
      <div className={styles.wide}>
        <WorkloadCard />
        {!nobody && <TimeCard answer={answer} />}
      </div>
    </>
  )
}

/** An empty period, and the way to the last day that is not. */
function NothingRecorded({ answer }: { readonly answer: PanelAnswer }) {
  const { go } = usePanelLinks()
  const { latestEndedAt, zone } = answer
  if (latestEndedAt === null) {
    return (
      <Notice kind="empty" title="No agent has sent anything yet">
        Records show up here within a minute of the first enrolled computer starting.
      </Notice>
    )
  }
  const day = dayName(latestEndedAt - 1, zone)
  const lastDay = longDay(latestEndedAt - 1, zone)
  return (
    <Notice
      kind="empty"
      title="Nothing was recorded in this period"
      action={
        <Button kind="primary" onClick={() => go({ period: { kind: 'days', firstDay: day, lastDay: day } })}>
          Show {lastDay}
        </Button>
      }
    >
      The newest records are from {lastDay}. Choose another period above, or take a filter off.
    </Notice>
  )
}
