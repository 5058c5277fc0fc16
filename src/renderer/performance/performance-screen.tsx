import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { MINUTE_MS } from '../../shared/time.ts'
import { useLocation } from '../app/navigation.tsx'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { dimensionOfFilter, filterNames } from '../metrics/filters.ts'
import { trendPeriods, trendUnits } from '../../shared/performance/index.ts'
import { MetricScopeProvider, useMetricScope } from '../metrics/use-metric.ts'
import { valueLabel } from '../metrics/value-label.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { AttributionSwitch } from '../team-panel/attribution-switch.tsx'
import { CompareSelect } from '../team-panel/compare-select.tsx'
import { DenialsDrawer } from '../team-panel/drilldown-drawer.tsx'
import { FilterSelects } from '../team-panel/filter-selects.tsx'
import { PanelLinksProvider, usePanelLinks } from '../team-panel/panel-links.tsx'
import { compareName, isLikeForLike, periodRange, readPanelView, timeQuery } from '../team-panel/panel-view.ts'
import { PeriodSelect } from '../team-panel/period-select.tsx'
import { usePanelScope } from '../team-panel/use-panel-scope.ts'
import { Button } from '../ui/button.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { useNow } from '../ui/use-now.ts'
import { AdviceCard } from './advice-card.tsx'
import { EffortCard } from './effort-card.tsx'
import { figuresTable } from './figures-csv.ts'
import { MetricGroups } from './metric-groups.tsx'
import { LikeForLike } from '../metrics/like-for-like.ts'
import styles from './performance-screen.module.css'
import { PdfButton } from './pdf-button.tsx'
import { SplitDrawer } from './split-drawer.tsx'
import { TargetsCard } from './targets-card.tsx'
import { datesText, type Trend } from './trend-text.ts'
import { useFigures } from './use-figures.ts'

/** A week is too short to judge by, and most metrics have no data on its first days. */
const DEFAULT_PERIOD = 'four-weeks'

/** Every metric with its target, change and trend, and effort beside outcome: what a supervisor takes to a meeting. */
export function PerformanceScreen() {
  const t = useTranslations('performance')
  const { params } = useLocation()
  const zone = useTeamZone()
  const now = useNow(MINUTE_MS)
  const view = useMemo(() => readPanelView(params, DEFAULT_PERIOD), [params])
  const range = periodRange(view.period, now, zone)
  // Without filters: their choices, and the names of all people.
  const panel = useTeamQuery('panel', timeQuery({}, range), { everyMs: MINUTE_MS })
  const scope = usePanelScope(view, range, zone, panel.latest?.people)
  if (!panel.latest) {
    return (
      <QueryState screen problem={panel.problem} waiting={t('loading')} failed={t('failed')} onRetry={panel.reload} />
    )
  }
  return (
    <PanelLinksProvider view={view} path="/performance" period={DEFAULT_PERIOD}>
      <MetricScopeProvider value={scope}>
        <div className={styles.screen}>
          <div className={styles.tools} role="group" aria-label={t('toolbar')} data-print="hide">
            <PeriodSelect range={scope.period} zone={zone} />
            <FilterSelects answer={panel.latest} />
            <AttributionSwitch always />
            <CompareSelect zone={zone} range={scope.period} />
          </div>
          <Report now={now} zone={zone} />
        </div>
        {view.drilldown?.metric && !params.has('denial') && (
          <DenialsDrawer drilldown={view.drilldown} metric={view.drilldown.metric} zone={zone} />
        )}
      </MetricScopeProvider>
    </PanelLinksProvider>
  )
}

function Report({ now, zone }: { readonly now: number; readonly zone: string }) {
  const t = useTranslations('performance')
  const { view } = usePanelLinks()
  const { period } = useMetricScope()
  const catalog = useTeamQuery('metrics', {})
  const unit = view.trend
  const { from, to: end } = period
  const periods = useMemo(() => trendPeriods(unit, { from, to: end }, now, zone), [unit, from, end, now, zone])
  const figures = useFigures(catalog.value?.rows ?? [], unit, periods)
  const against = compareName(view, period, now, zone)
  const trend = useMemo(() => ({ unit, periods, zone }), [unit, periods, zone])
  if (!catalog.value)
    return <QueryState problem={catalog.problem} waiting={t('loading')} failed={t('failed')} onRetry={catalog.reload} />
  const chosen = figures.find(({ metric }) => metric.id === view.metric)
  const isEmpty = figures.length > 0 && figures.every(({ answer, now: value }) => answer !== null && value === null)
  return (
    <>
      <ScreenHead title={t('title')} explanation={<PeriodAndFilters zone={zone} against={against} />}>
        <div className={styles.actions} data-print="hide">
          <CsvButton title={t('csv')} table={() => figuresTable(figures, trend)} />
          <PdfButton zone={zone} />
          <Button onClick={() => window.print()}>{t('print')}</Button>
        </div>
      </ScreenHead>
      {isEmpty && (
        <Notice kind="empty" title={t('empty.title')}>
          {t('empty.text')}
        </Notice>
      )}
      <div className={styles.report}>
        <TargetsCard figures={figures} />
        <EffortCard />
        <TrendSwitch trend={trend} />
        <LikeForLike value={isLikeForLike(view, period, now)}>
          <MetricGroups figures={figures} trend={trend} />
        </LikeForLike>
        <AdviceCard query={{ from, to: end, team: view.filters.team }} />
      </div>
      {chosen && !view.drilldown && <SplitDrawer figure={chosen} trend={trend} />}
    </>
  )
}

/** Weeks or months, and what a trend line shows. */
function TrendSwitch({ trend: { unit, periods, zone } }: { readonly trend: Trend }) {
  const t = useTranslations('performance.trend')
  const { to } = usePanelLinks()
  return (
    <div className={styles.trend}>
      <SegmentedControl
        label={t('label')}
        items={trendUnits.map((one) => ({ name: t(one), to: to({ trend: one }), current: one === unit }))}
      />
      <p>{t(`explanation.${unit}`, { days: datesText(periods[0]?.from ?? 0, periods.at(-1)?.to ?? 1, zone) })}</p>
    </div>
  )
}

/** What the numbers are of, also on paper. */
function PeriodAndFilters({ zone, against }: { readonly zone: string; readonly against: string }) {
  const t = useTranslations('performance')
  const { filters, period, people } = useMetricScope()
  const named = filterNames.flatMap((name) => {
    const value = filters[name]
    return value === undefined ? [] : [valueLabel(dimensionOfFilter(name).id, value, people)]
  })
  return t('explanation', {
    days: datesText(period.from, period.to, zone),
    period: against,
    filters: named.length === 0 ? t('everybody') : t('filtered', { filters: named.join(', ') }),
  })
}
