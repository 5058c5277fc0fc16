import { useEffect, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { WorklistSummary } from '../../shared/contract/worklist.ts'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { useLocation } from '../app/navigation.tsx'
import { useMayCall, useScreens } from '../app/use-screens.ts'
import { MetricScopeProvider } from '../metrics/use-metric.ts'
import type { LiveQuery } from '../query/use-live-query.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Button } from '../ui/button.tsx'
import { ago, longDay } from '../ui/format.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { useNow } from '../ui/use-now.ts'
import { dayName, localZone } from '../ui/zoned-time.ts'
import { AgingCard } from './aging-card.tsx'
import { DrilldownDrawer } from './drilldown-drawer.tsx'
import { Headline } from './headline.tsx'
import { HiddenKindCard } from './hidden-kind-card.tsx'
import { InsightsCard } from './insights-card.tsx'
import { MetricBarsCard } from './metric-bars-card.tsx'
import { MetricsRow } from './metrics-row.tsx'
import { NeedsAttentionCard, useDueSummary } from './needs-attention-card.tsx'
import { PanelLinksProvider, usePanelLinks } from './panel-links.tsx'
import { PanelToolbar } from './panel-toolbar.tsx'
import { compareName, isLikeForLike, periodRange, readPanelView, timeQuery } from './panel-view.ts'
import { PeopleCard } from './people-card.tsx'
import { LikeForLike } from '../metrics/like-for-like.ts'
import styles from './team-screen.module.css'
import { TimeCard } from './time-card.tsx'
import { usePanelScope } from './use-panel-scope.ts'
import { WorkloadCard } from './workload-card.tsx'

const REFRESH_MS = 5_000

export function TeamScreen() {
  const t = useTranslations('team')
  const { params } = useLocation()
  const isOwnWork = useScreens().some(({ name }) => name === 'ownWork')
  const view = useMemo(() => readPanelView(params), [params])
  // The team's zone comes with the first answer. Until then, this computer's zone is the best guess.
  const [zone, setZone] = useState(localZone)
  const now = useNow(REFRESH_MS)
  const range = periodRange(view.period, now, zone)
  const filters = timeQuery(view.filters, range)
  const panel = useTeamQuery('panel', filters, { everyMs: REFRESH_MS })
  const answeredZone = panel.value?.zone
  useEffect(() => {
    if (answeredZone) setZone(answeredZone)
  }, [answeredZone])
  const scope = usePanelScope(view, range, zone, panel.latest?.people)

  // Requested here so that it does not wait behind the metrics.
  const summary = useDueSummary(scope)

  if (!panel.latest) {
    return (
      <QueryState screen problem={panel.problem} waiting={t('loading')} failed={t('failed')} onRetry={panel.reload} />
    )
  }
  const { value: answer, loadedAt } = panel
  return (
    <PanelLinksProvider view={view}>
      <MetricScopeProvider value={scope}>
        <h1 className={styles.invisible}>{isOwnWork ? t('ownTitle') : t('title')}</h1>
        <PanelToolbar answer={panel.latest} range={range} zone={zone} />
        {answer && panel.problem && (
          <Banner kind="problem" action={<Button onClick={panel.reload}>{t('retry')}</Button>}>
            {t.rich('notRefreshed', {
              reason: panel.problem.message,
              when: loadedAt === null ? t('earlier') : ago(loadedAt, now),
              strong,
            })}
          </Banner>
        )}
        <div className={styles.panel} aria-busy={!answer}>
          <Panel panel={panel} summary={summary} range={range} zone={zone} now={now} />
        </div>
        {answer && view.drilldown && !params.has('denial') && (
          <DrilldownDrawer drilldown={view.drilldown} answer={answer} filters={filters} />
        )}
      </MetricScopeProvider>
    </PanelLinksProvider>
  )
}

/** What needs attention and what the time was spent on; the numbers of teams only for those who may ask for them. */
function Panel({
  panel,
  summary,
  range,
  zone,
  now,
}: {
  readonly panel: LiveQuery<PanelAnswer>
  readonly summary: LiveQuery<WorklistSummary>
  readonly range: { readonly from: number; readonly to: number }
  readonly zone: string
  readonly now: number
}) {
  const t = useTranslations('team')
  const { view } = usePanelLinks()
  const { value: answer } = panel
  const seesMetrics = useMayCall('queryMetrics')
  const against = compareName(view, range, now, zone)
  const hasTime = answer !== null && answer.totals.activeMs + answer.totals.idleMs + answer.totals.awayMs > 0
  return (
    <>
      <NeedsAttentionCard summary={summary} zone={zone} />
      {seesMetrics && (
        <LikeForLike value={isLikeForLike(view, range, now)}>
          <MetricsRow answer={answer} summary={summary} against={against} />
        </LikeForLike>
      )}
      {answer === null ? (
        <QueryState problem={panel.problem} waiting={t('loading')} failed={t('failed')} onRetry={panel.reload} />
      ) : hasTime ? (
        <Headline answer={answer} />
      ) : (
        <NothingRecorded answer={answer} />
      )}
      {seesMetrics ? (
        <>
          <div className={styles.wide}>
            {answer && hasTime && <PeopleCard answer={answer} now={now} />}
            <InsightsCard query={{ ...range, team: view.filters.team }} />
          </div>
          <div className={styles.pair}>
            {answer && <HiddenKindCard answer={answer} against={against} />}
            <AgingCard />
          </div>
          <BacklogRow />
          <div className={styles.wide}>
            <WorkloadCard />
            {answer && hasTime && <TimeCard answer={answer} />}
          </div>
        </>
      ) : (
        answer &&
        hasTime && (
          <div className={styles.wide}>
            <PeopleCard answer={answer} now={now} />
            <TimeCard answer={answer} />
          </div>
        )
      )}
    </>
  )
}

function BacklogRow() {
  const t = useTranslations('team.bars')
  return (
    <div className={styles.row}>
      <MetricBarsCard
        title={t('backlog.title')}
        explanation={t('backlog.explanation')}
        metric="open_amount"
        by="payer"
        none={t('backlog.none')}
        note={{ metric: 'open_denials', text: (_value, row) => t('backlog.open', { count: row.value ?? 0 }) }}
      />
      <MetricBarsCard
        title={t('stalled.title')}
        explanation={t('stalled.explanation')}
        metric="stalled_denials"
        by="user"
        none={t('stalled.none')}
      />
      <MetricBarsCard
        title={t('repeat.title')}
        explanation={t('repeat.explanation')}
        metric="repeat_touch_share"
        by="category"
        none={t('repeat.none')}
      />
    </div>
  )
}

/** An empty period, with a button to the last day that has data. */
function NothingRecorded({ answer }: { readonly answer: PanelAnswer }) {
  const t = useTranslations('team')
  const { go } = usePanelLinks()
  const { latestEndedAt, zone } = answer
  if (latestEndedAt === null) {
    return (
      <Notice kind="empty" title={t('nothingSent.title')}>
        {t('nothingSent.text')}
      </Notice>
    )
  }
  const date = dayName(latestEndedAt - 1, zone)
  const lastDay = longDay(latestEndedAt - 1, zone)
  return (
    <Notice
      kind="empty"
      title={t('nothingRecorded.title')}
      action={
        <Button kind="primary" onClick={() => go({ period: { kind: 'days', firstDay: date, lastDay: date } })}>
          {t('nothingRecorded.show', { day: lastDay })}
        </Button>
      }
    >
      {t('nothingRecorded.text', { day: lastDay })}
    </Notice>
  )
}
