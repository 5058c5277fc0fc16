import { useTranslations } from 'use-intl'
import { metricDefinition } from '../../shared/metrics/catalog.ts'
import { isOfWork, isYoung, toldIgnored, totalOf } from '../../shared/performance/index.ts'
import { address, Link } from '../app/navigation.tsx'
import { Difference } from '../metrics/change.tsx'
import { IgnoredFilters } from '../metrics/metric-body.tsx'
import { MetricLink, usePanelLinks } from '../team-panel/panel-links.tsx'
import { rowsBehind } from '../team-panel/rows-behind.ts'
import { writePanelView } from '../team-panel/panel-view.ts'
import { Unit } from '../ui/metric-card.tsx'
import { metricParts, metricText } from '../ui/metric-value.ts'
import { TrendLine } from '../ui/trend-line.tsx'
import styles from './metric-tile.module.css'
import { pointsOf, type Trend, trendText } from './trend-text.ts'
import type { Figure, KnownMetric } from './use-figures.ts'

/** Whether a filter by payer is by the payer of the window, not of the denial. */
function isOfWindowPayer({ id, population }: KnownMetric): boolean {
  const { ofDenialPayer, ignoresPayer } = metricDefinition(id)
  return isOfWork(population) && !ofDenialPayer && !ignoresPayer
}

/** One metric: its value and target, the period before, and its trend. The name opens the trend by payer, team or reason. */
export function MetricTile({ figure, trend }: { readonly figure: Figure; readonly trend: Trend }) {
  const t = useTranslations('performance.tile')
  const { view, to } = usePanelLinks()
  const { metric, answer, now, before, target } = figure
  const points = pointsOf(figure.trend.series?.[0], trend)
  const total = totalOf(answer)
  const young = isYoung(metric.id)
  return (
    <li className={styles.tile}>
      <h3 className={styles.name}>
        <Link
          to={to({ metric: metric.id })}
          aria-haspopup="dialog"
          aria-label={t('open', { name: metric.name })}
          title={metric.definition}
        >
          {metric.name}
        </Link>
      </h3>
      <p className={styles.value}>
        <Value figure={figure} />
        {total && total.p50 !== null && total.p90 !== null && (
          <small>
            {t('tail', { median: metricText(metric.unit, total.p50), tail: metricText(metric.unit, total.p90) })}
          </small>
        )}
      </p>
      {answer && target !== null && metric.direction !== 'neutral' && (
        <p className={styles.target}>
          {t(metric.direction, { target: metricText(metric.unit, target) })}
          {figure.met !== null && <b data-met={figure.met ? '' : undefined}> {t(figure.met ? 'met' : 'missed')}</b>}
        </p>
      )}
      {answer && now !== null && (
        <p className={styles.change}>
          {before !== null && `${t('before', { value: metricText(metric.unit, before) })} · `}
          <Difference
            unit={metric.unit}
            now={now}
            before={before}
            direction={young ? 'neutral' : metric.direction}
            against={null}
          />
          {young && <span className={styles.young}> · {t('young')}</span>}
        </p>
      )}
      {metric.id === 'denials_received' && now !== null && <Why now={now} before={before} />}
      <div className={styles.trend}>
        {figure.trend.series && (
          <TrendLine points={points} target={target} label={trendText(metric.name, points, metric.unit, target)} />
        )}
      </div>
      {answer && (
        <div className={styles.ignored}>
          <IgnoredFilters ids={toldIgnored(metric.id, answer)} />
          {view.filters.payer !== undefined && isOfWindowPayer(metric) && <p>{t('ofWindow')}</p>}
        </div>
      )}
    </li>
  )
}

/** The value. It opens its rows if there is a list of them. */
function Value({ figure: { metric, answer, now, problem } }: { readonly figure: Figure }) {
  const t = useTranslations('performance.tile')
  const { view } = usePanelLinks()
  if (!answer)
    return problem === null ? <span aria-hidden="true">…</span> : <span className={styles.none}>{t('notLoaded')}</span>
  if (now === null) return <span className={styles.none}>{t('noData')}</span>
  const [number, suffix] = metricParts(metric.unit, now)
  const shown = (
    <>
      {number}
      {suffix !== '' && <Unit>{suffix}</Unit>}
    </>
  )
  const drilldown = rowsBehind(metric.id, view.filters)
  return drilldown?.list === 'denials' ? (
    <MetricLink drilldown={drilldown} label={metric.name}>
      {shown}
    </MetricLink>
  ) : (
    <span>{shown}</span>
  )
}

/** The way from more or fewer denials to their causes. */
function Why({ now, before }: { readonly now: number; readonly before: number | null }) {
  const t = useTranslations('performance.tile')
  const { view } = usePanelLinks()
  const causes = address('/root-causes', writePanelView({ ...view, metric: null, drilldown: null }))
  return (
    <p className={styles.why} data-print="hide">
      <Link to={causes}>{t(before === null || before === now ? 'why' : now > before ? 'whyUp' : 'whyDown')}</Link>
    </p>
  )
}
