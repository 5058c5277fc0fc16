import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { useLocation } from '../app/navigation.tsx'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { dollars } from '../ui/format.ts'
import { strong } from '../ui/rich-text.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { useNow } from '../ui/use-now.ts'
import { MetricBody } from '../metrics/metric-body.tsx'
import type { Dimension } from '../../shared/metrics/dimensions.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { DimensionSelect } from '../metrics/dimension-select.tsx'
import { dimensionOfFilter, type FilterName, filterNames, filterOfDimension, type Filters } from '../metrics/filters.ts'
import { valueLabel } from '../metrics/value-label.ts'
import { dimensionLabel, inSentence } from '../ui/labels.ts'
import { MetricScopeProvider, useMetrics } from '../metrics/use-metric.ts'
import { CompareSelect } from '../team-panel/compare-select.tsx'
import { DenialsDrawer } from '../team-panel/drilldown-drawer.tsx'
import { MetricBarsCard } from '../team-panel/metric-bars-card.tsx'
import { PanelLinksProvider, usePanelLinks } from '../team-panel/panel-links.tsx'
import { causeDimensions, compareName, isLikeForLike, periodRange, readPanelView } from '../team-panel/panel-view.ts'
import { PeriodSelect } from '../team-panel/period-select.tsx'
import { usePanelScope } from '../team-panel/use-panel-scope.ts'
import { causeColumns } from './cause-columns.tsx'
import { type Cause, causesAccountingFor, causesGone, causesOf } from '../../shared/performance/index.ts'
import { suggestedFix } from './fix.ts'
import { NextStepsCard } from './next-steps-card.tsx'
import { LikeForLike } from '../metrics/like-for-like.ts'
import styles from './root-causes-screen.module.css'

const nobody: ReadonlyMap<string, string> = new Map()

/** Why money is denied: payer × reason × a third dimension by amount, down to the claims. */
export function RootCausesScreen() {
  const t = useTranslations('rootCauses')
  const { params } = useLocation()
  const zone = useTeamZone()
  const now = useNow(MINUTE_MS)
  const view = useMemo(() => readPanelView(params), [params])
  const { from, to } = periodRange(view.period, now, zone)
  const scope = usePanelScope(view, { from, to }, zone)
  return (
    <PanelLinksProvider view={view} path="/root-causes">
      <MetricScopeProvider value={scope}>
        <ScreenHead title={t('title')} explanation={t('explanation')} />
        <div className={styles.tools} data-print="hide">
          <PeriodSelect range={{ from, to }} zone={zone} />
          <CompareSelect range={{ from, to }} zone={zone} />
          <ActiveFilters filters={view.filters} />
        </div>
        <div className={styles.columns}>
          <div className={styles.side}>
            <LikeForLike value={isLikeForLike(view, { from, to }, now)}>
              <Causes against={compareName(view, { from, to }, now, zone)} />
            </LikeForLike>
            <NextStepsCard />
          </div>
          <div className={styles.side}>
            <Facet by="payer" />
            <Facet by="category" />
            <Facet by={view.cause} />
          </div>
        </div>
        {view.drilldown?.metric && !params.has('denial') && (
          <DenialsDrawer drilldown={view.drilldown} metric={view.drilldown.metric} zone={zone} />
        )}
      </MetricScopeProvider>
    </PanelLinksProvider>
  )
}

/** The active filters, each with a button that removes it. */
function ActiveFilters({ filters }: { readonly filters: Filters }) {
  const t = useTranslations('rootCauses')
  const { filterBy, go } = usePanelLinks()
  const chosen = filterNames.filter((name) => filters[name] !== undefined)
  if (chosen.length === 0) return null
  return (
    <>
      {chosen.map((name) => (
        <Button
          key={name}
          small
          onClick={() => filterBy({ [name]: undefined })}
          aria-label={t('removeFilter', { name: filterValue(name, filters) })}
        >
          {filterValue(name, filters)} ✕
        </Button>
      ))}
      <Button kind="quiet" small onClick={() => go({ filters: {} })}>
        {t('clear')}
      </Button>
    </>
  )
}

function filterValue(name: FilterName, filters: Filters): string {
  return valueLabel(dimensionOfFilter(name).id, filters[name] ?? null, nobody)
}

function Causes({ against }: { readonly against: string }) {
  const t = useTranslations('rootCauses.causes')
  const tNext = useTranslations('rootCauses.nextSteps')
  const { view, go } = usePanelLinks()
  const dimensions = useMemo<readonly Dimension[]>(() => ['payer', 'category', view.cause], [view.cause])
  const metrics = useMetrics(['denied_amount', 'denials_received'], dimensions)
  const [amounts, counts] = [metrics('denied_amount'), metrics('denials_received')]
  const causes = useMemo(
    () =>
      causesOf({ amounts: amounts.answer, counts: counts.answer }, { amounts: amounts.before, counts: counts.before }),
    [amounts.answer, counts.answer, amounts.before, counts.before],
  )
  const gone = amounts.before && causesGone(causes, amounts.before)
  const columns = useMemo(() => causeColumns(dimensions), [dimensions])
  const detail = {
    label: tNext('row'),
    shortLabel: tNext('short'),
    of: (cause: Cause) => nextStepOf(cause, dimensions),
  }
  const total = causes.reduce((sum, { cents }) => sum + cents, 0)
  return (
    <Card
      title={t('title', { dimension: dimensionLabel(view.cause) })}
      explanation={t('explanation')}
      aside={
        <DimensionSelect
          label={t('by')}
          dimensions={causeDimensions}
          value={view.cause}
          onChoose={(cause) => go({ cause })}
        />
      }
    >
      <MetricBody metric={amounts}>
        {() =>
          causes.length === 0 ? (
            <p className={styles.quiet}>{t('none')}</p>
          ) : (
            <>
              <p className={styles.lead}>
                {t.rich('lead', {
                  amount: dollars(total),
                  part: causesAccountingFor(causes, 0.8),
                  total: causes.length,
                  strong,
                })}
              </p>
              <p className={styles.compared}>
                {t('compared', { period: against })}
                {gone && gone.count > 0 && ` ${t('gone', { count: gone.count, amount: dollars(gone.cents) })}`}
              </p>
              <DataTable
                rows={causes}
                columns={columns}
                detail={detail}
                noun={t('tableOf')}
                rowKey={(row) => JSON.stringify(row.keys)}
                pageRows={25}
              />
            </>
          )
        }
      </MetricBody>
    </Card>
  )
}

/** What to do about a cause, in the row below it. */
function nextStepOf({ keys }: Cause, dimensions: readonly Dimension[]): string {
  const at = (of: Dimension) => keys[dimensions.indexOf(of)] ?? null
  return suggestedFix(at('category'), at('carc')) ?? translator('rootCauses.nextSteps')('noneForRow')
}

function Facet({ by }: { readonly by: Dimension }) {
  const t = useTranslations('rootCauses.facet')
  const { view } = usePanelLinks()
  const filter = filterOfDimension(by)
  if (filter !== null && view.filters[filter] !== undefined) return null
  return (
    <MetricBarsCard
      title={t('title', { dimension: inSentence(dimensionLabel(by)) })}
      explanation={t('explanation')}
      metric="denied_amount"
      by={by}
      none={t('none')}
      shown={5}
      note={{ metric: 'denials_received', text: (_value, row) => t('denials', { count: row.value ?? 0 }) }}
    />
  )
}
