import { useMemo } from 'react'
import { useLocation } from '../app/navigation.tsx'
import { DenialDrawer } from '../denial/denial-drawer.tsx'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { count, counted, dollars } from '../ui/format.ts'
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
import { causesMaking, causesOf } from './causes.ts'
import styles from './root-causes-screen.module.css'

const CAUSE = 'payer,category,carc'
const nobody: ReadonlyMap<string, string> = new Map()

/** Why money is denied: payer × reason × CARC by amount, down to the claims. */
export function RootCausesScreen() {
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
        <ScreenHead
          title="Root causes"
          explanation="what was denied in the period, by payer, reason and CARC: the few causes that make most of the money come first"
        />
        <div className={styles.tools} data-print="hide">
          <PeriodSelect range={{ from, to }} zone={zone} />
          <Chosen filters={view.filters} />
        </div>
        <div className={styles.columns}>
          <Causes />
          <div className={styles.side}>
            <Facet title="By payer" by="payer" />
            <Facet title="By reason" by="category" />
            <Facet title="By CARC" by="carc" />
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

/** What the causes are narrowed to, each with the way back. */
function Chosen({ filters }: { readonly filters: PanelFilters }) {
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
          aria-label={`Without ${dimensionLabel(name, filters[name] ?? null, nobody)}`}
        >
          {dimensionLabel(name, filters[name] ?? null, nobody)} ✕
        </Button>
      ))}
      <Button kind="quiet" small onClick={() => go({ filters: {} })}>
        Clear
      </Button>
    </>
  )
}

function Causes() {
  const amounts = useMetric('denied_amount', CAUSE, { compare: false })
  const counts = useMetric('denials_received', CAUSE, { compare: false })
  const causes = useMemo(
    () => (amounts.answer ? causesOf(amounts.answer, counts.answer) : []),
    [amounts.answer, counts.answer],
  )
  const columns = useMemo(() => causeColumns(), [])
  const total = causes.reduce((sum, { cents }) => sum + cents, 0)
  return (
    <Card
      title="Payer × reason × CARC"
      explanation="by denied dollars; a name narrows to it, an amount opens its claims and their touch history"
    >
      <MetricBody metric={amounts}>
        {() =>
          causes.length === 0 ? (
            <p className={styles.quiet}>Nothing was denied in this period, or nothing passes the filters.</p>
          ) : (
            <>
              <p className={styles.lead}>
                <b>{dollars(total)}</b> denied; {counted(causesMaking(causes, 0.8), 'cause makes', 'causes make')} 80 %
                of it, of {count(causes.length)} in all.
              </p>
              <DataTable
                rows={causes}
                columns={columns}
                noun="root causes"
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

function Facet({ title, by }: { readonly title: string; readonly by: 'payer' | 'category' | 'carc' }) {
  const { view } = usePanelLinks()
  if (view.filters[by] !== undefined) return null
  return (
    <MetricBarsCard
      title={title}
      explanation="denied dollars; the line marks the period before"
      metric="denied_amount"
      by={by}
      none="Nothing was denied."
      shown={5}
      note={{ metric: 'denials_received', words: (value) => `${value} denials` }}
    />
  )
}
