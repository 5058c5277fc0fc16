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
import { dimensionLabel } from '../metrics/dimension-label.ts'
import { MetricScopeProvider, useMetric } from '../metrics/use-metric.ts'
import { DenialsDrawer } from '../team-panel/drilldown-drawer.tsx'
import { MetricBarsCard } from '../team-panel/metric-bars-card.tsx'
import { PanelLinksProvider, usePanelLinks } from '../team-panel/panel-links.tsx'
import { compareRange, metricQuery, periodRange, readPanelView, type PanelFilters } from '../team-panel/panel-view.ts'
import { PeriodSelect } from '../team-panel/period-select.tsx'
import { causeColumns } from './cause-columns.tsx'
import { causesAccountingFor, causesOf } from './causes.ts'
import styles from './root-causes-screen.module.css'

const CAUSE = 'payer,category,carc'
const nobody: ReadonlyMap<string, string> = new Map()

/** Why money is denied: payer × reason × CARC by amount, down to the claims. */
export function RootCausesScreen() {
  const t = useTranslations('rootCauses')
  const { params } = useLocation()
  const zone = useTeamZone()
  const now = useNow(60_000)
  const view = useMemo(() => readPanelView(params), [params])
  const { from, to } = periodRange(view.period, now, zone)
  const scope = useMemo(
    () => ({
      query: metricQuery(view.filters, { from, to }),
      before: metricQuery(view.filters, compareRange(view.compare, { from, to }, zone)),
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
            <Facet by="carc" />
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
function ActiveFilters({ filters }: { readonly filters: PanelFilters }) {
  const t = useTranslations('rootCauses')
  const { filterBy, go } = usePanelLinks()
  const chosen = (['payer', 'category', 'carc'] as const).filter((name) => filters[name] !== undefined)
  if (chosen.length === 0) return null
  return (
    <>
      {chosen.map((name) => (
        <Button
          key={name}
          small
          onClick={() => filterBy({ [name]: undefined })}
          aria-label={t('removeFilter', { name: dimensionLabel(name, filters[name] ?? null, nobody) })}
        >
          {dimensionLabel(name, filters[name] ?? null, nobody)} ✕
        </Button>
      ))}
      <Button kind="quiet" small onClick={() => go({ filters: {} })}>
        {t('clear')}
      </Button>
    </>
  )
}

function Causes() {
  const t = useTranslations('rootCauses.causes')
  const amounts = useMetric('denied_amount', CAUSE, { compare: false })
  const counts = useMetric('denials_received', CAUSE, { compare: false })
  const causes = useMemo(
    () => (amounts.answer ? causesOf(amounts.answer, counts.answer) : []),
    [amounts.answer, counts.answer],
  )
  const columns = useMemo(() => causeColumns(), [])
  const total = causes.reduce((sum, { cents }) => sum + cents, 0)
  return (
    <Card title={t('title')} explanation={t('explanation')}>
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
                rowKey={(row) => JSON.stringify([row.payer, row.category, row.carc])}
                pageRows={25}
              />
            </>
          )
        }
      </MetricBody>
    </Card>
  )
}

function Facet({ by }: { readonly by: 'payer' | 'category' | 'carc' }) {
  const t = useTranslations('rootCauses.facet')
  const { view } = usePanelLinks()
  if (view.filters[by] !== undefined) return null
  return (
    <MetricBarsCard
      title={t(by)}
      explanation={t('explanation')}
      metric="denied_amount"
      by={by}
      none={t('none')}
      shown={5}
      note={{ metric: 'denials_received', text: (_value, row) => t('denials', { count: row.value ?? 0 }) }}
    />
  )
}
