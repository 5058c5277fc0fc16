import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { useLocation } from '../app/navigation.tsx'
import { DenialDrawer } from '../denial/denial-drawer.tsx'
import { useTeamZone } from '../denial/use-team-zone.ts'
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
import { DenialsDrawer } from '../team-panel/drilldown-drawer.tsx'
import { MetricBarsCard } from '../team-panel/metric-bars-card.tsx'
import { PanelLinksProvider, usePanelLinks } from '../team-panel/panel-links.tsx'
import { causeDimensions, compareRange, periodRange, readPanelView } from '../team-panel/panel-view.ts'
import { PeriodSelect } from '../team-panel/period-select.tsx'
import { causeColumns } from './cause-columns.tsx'
import { causesAccountingFor, causesOf } from './causes.ts'
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
  const scope = useMemo(
    () => ({
      filters: view.filters,
      period: { from, to },
      before: compareRange(view.compare, { from, to }, zone),
      people: nobody,
    }),
    [view.filters, view.compare, from, to, zone],
  )
  return (
    <PanelLinksProvider view={view} path="/root-causes">
      <MetricScopeProvider value={scope}>
        <ScreenHead title={t('title')} explanation={t('explanation')} />
        <div className={styles.tools} data-print="hide">
          <PeriodSelect range={{ from, to }} zone={zone} />
          <ActiveFilters filters={view.filters} />
        </div>
        <div className={styles.columns}>
          <Causes />
          <div className={styles.side}>
            <Facet by="payer" />
            <Facet by="category" />
            <Facet by={view.cause} />
          </div>
        </div>
        {view.drilldown?.metric && !params.has('denial') && (
          <DenialsDrawer drilldown={view.drilldown} metric={view.drilldown.metric} zone={zone} />
        )}
        <DenialDrawer />
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

function Causes() {
  const t = useTranslations('rootCauses.causes')
  const { view, go } = usePanelLinks()
  const dimensions = useMemo<readonly Dimension[]>(() => ['payer', 'category', view.cause], [view.cause])
  const metrics = useMetrics(['denied_amount', 'denials_received'], dimensions, { compare: false })
  const [amounts, counts] = [metrics('denied_amount'), metrics('denials_received')]
  const causes = useMemo(
    () => (amounts.answer ? causesOf(amounts.answer, counts.answer) : []),
    [amounts.answer, counts.answer],
  )
  const columns = useMemo(() => causeColumns(dimensions), [dimensions])
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
              <DataTable
                rows={causes}
                columns={columns}
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
