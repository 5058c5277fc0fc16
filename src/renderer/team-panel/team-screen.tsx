import { useEffect, useMemo, useState } from 'react'
import { usePlace } from '../app/navigation.tsx'
import { useSurroundings } from '../bridge/surroundings.ts'
import { Button } from '../kit/button.tsx'
import { Banner, Notice } from '../kit/notice.tsx'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { ago, longDay } from '../kit/format.ts'
import { useNow } from '../kit/use-now.ts'
import { usePolled } from '../kit/use-polled.ts'
import { dayName, localZone } from '../kit/zoned-time.ts'
import { ActivityCard } from './activity-card.tsx'
import { DrillDrawer } from './drill-drawer.tsx'
import { Headline } from './headline.tsx'
import { HiddenKindCard } from './hidden-kind-card.tsx'
import { HiddenPayerCard } from './hidden-payer-card.tsx'
import { PanelLinksProvider, usePanelLinks } from './panel-links.tsx'
import { PanelToolbar } from './panel-toolbar.tsx'
import { periodRange, previousName, readPanelView, sliceOf } from './panel-view.ts'
import { PeopleCard } from './people-card.tsx'
import { SummaryCards } from './summary-cards.tsx'
import styles from './team-screen.module.css'

const REFRESH_MS = 5_000

export function TeamScreen() {
  const { team } = useSurroundings()
  const { params } = usePlace()
  const view = useMemo(() => readPanelView(params), [params])
  // The team's zone comes with the first answer; until then this computer's is the best guess there is.
  const [zone, setZone] = useState(localZone)
  const now = useNow(REFRESH_MS)
  const range = periodRange(view.period, now, zone)
  const slice = sliceOf(view, range)
  const {
    value: answer,
    current,
    problem,
    loadedAt,
    reload,
  } = usePolled(JSON.stringify(slice), () => team.panel(slice), REFRESH_MS)
  const answeredZone = answer?.zone
  useEffect(() => {
    if (answeredZone) setZone(answeredZone)
  }, [answeredZone])

  if (!answer) {
    if (!problem) return <Notice screen kind="loading" title="Adding up the team's work…" />
    return (
      <Notice
        screen
        kind="problem"
        title="The panel cannot be shown"
        action={<Button onClick={reload}>Try again</Button>}
      >
        {problem.message}
      </Notice>
    )
  }
  const nobody = answer.totals.activeMs + answer.totals.idleMs + answer.totals.awayMs === 0
  const previous = previousName(view.period, now < answer.to)
  return (
    <PanelLinksProvider view={view}>
      <h1 className={styles.invisible}>Team panel</h1>
      <PanelToolbar answer={answer} zone={zone} />
      {problem && (
        <Banner kind="problem" action={<Button onClick={reload}>Try again</Button>}>
          <b>Not refreshed.</b> {problem.message} What is shown was loaded{' '}
          {loadedAt === null ? 'earlier' : ago(loadedAt, now)}.
        </Banner>
      )}
      <div className={styles.panel} data-stale={current ? undefined : ''} aria-busy={!current}>
        {nobody ? (
          <NothingRecorded answer={answer} />
        ) : (
          <>
            <Headline answer={answer} />
            <SummaryCards answer={answer} previousName={previous} />
            <PeopleCard answer={answer} now={now} />
            <div className={styles.row}>
              <HiddenKindCard answer={answer} previousName={previousName(view.period, false)} />
              <HiddenPayerCard answer={answer} />
              <ActivityCard answer={answer} />
            </div>
          </>
        )}
      </div>
      {view.drill && <DrillDrawer drill={view.drill} answer={answer} slice={slice} />}
    </PanelLinksProvider>
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
