import { useTranslations } from 'use-intl'
import { useMetricScope } from '../metrics/use-metric.ts'
import { trendRange, type TrendSeries } from '../../shared/performance/index.ts'
import { useTrends } from '../metrics/use-trends.ts'
import { valueLabel } from '../metrics/value-label.ts'
import { usePanelLinks } from '../team-panel/panel-links.tsx'
import { splitDimensions } from '../team-panel/panel-view.ts'
import { CsvButton } from '../ui/csv-button.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { capitalized } from '../ui/format.ts'
import { dimensionLabel, inSentence } from '../ui/labels.ts'
import { metricCsv, metricText } from '../ui/metric-value.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { TrendLine } from '../ui/trend-line.tsx'
import { FigureChart } from './metric-groups.tsx'
import styles from './split-drawer.module.css'
import { pointsOf, type Trend, trendText } from './trend-text.ts'
import type { Figure } from './use-figures.ts'

const SHOWN = 8

/** The trend of one metric, as a whole and by payer, team or reason. */
export function SplitDrawer({ figure, trend }: { readonly figure: Figure; readonly trend: Trend }) {
  const t = useTranslations('performance.split')
  const { view, to, go } = usePanelLinks()
  const { metric } = figure
  const splits = splitDimensions.filter((id) => metric.dimensions.includes(id))
  const split = splits.find((id) => id === view.split) ?? splits[0]
  return (
    <Drawer title={metric.name} description={metric.definition} onClose={() => go({ metric: null })}>
      <h3 className={styles.heading}>{t('whole')}</h3>
      <FigureChart figure={figure} trend={trend} />
      {split === undefined ? (
        <p className={styles.quiet}>{t('none')}</p>
      ) : (
        <>
          <div className={styles.by}>
            <SegmentedControl
              label={t('by')}
              items={splits.map((id) => ({
                name: dimensionLabel(id),
                to: to({ metric: metric.id, split: id }),
                current: id === split,
              }))}
            />
          </div>
          <Multiples figure={figure} trend={trend} split={split} />
        </>
      )}
    </Drawer>
  )
}

function Multiples({
  figure: { metric, target },
  trend,
  split,
}: {
  readonly figure: Figure
  readonly trend: Trend
  readonly split: (typeof splitDimensions)[number]
}) {
  const t = useTranslations('performance.split')
  const tTrend = useTranslations('performance.trend')
  const tMetrics = useTranslations('metrics')
  const { people } = useMetricScope()
  const { series, problem } = useTrends([metric.id], trend.unit, trend.periods, split)(metric.id)
  if (!series)
    return (
      <p className={styles.quiet} role="status">
        {problem ? tMetrics('failed', { reason: problem.message }) : tMetrics('adding')}
      </p>
    )
  const withData = series.filter(({ values }) => values.some((value) => value !== null))
  if (withData.length === 0)
    return <p className={styles.quiet}>{t('noData', { dimension: inSentence(dimensionLabel(split)) })}</p>
  const [shown, rest] = [withData.slice(0, SHOWN), withData.slice(SHOWN)]
  const range = trendRange(
    shown.flatMap(({ values }) => values),
    target,
  )
  const nameOf = ({ key }: TrendSeries) => capitalized(valueLabel(split, key, people))
  const scale = { low: metricText(metric.unit, range.low), high: metricText(metric.unit, range.high) }
  return (
    <>
      <div className={styles.head}>
        <p className={styles.quiet}>
          {rest.length === 0 ? t('scale', scale) : t('largest', { count: shown.length, ...scale })}
        </p>
        <CsvButton
          title={t('csv', { metric: metric.name, dimension: inSentence(dimensionLabel(split)) })}
          table={() => ({
            header: [dimensionLabel(split), ...trend.periods.map(({ key }) => key)],
            rows: withData.map((one) => [nameOf(one), ...one.values.map((value) => metricCsv(metric.unit, value))]),
          })}
        />
      </div>
      <ul className={styles.multiples}>
        {shown.map((one) => {
          const points = pointsOf(one, trend)
          const last = points.findLast(({ value, running }) => value !== null && !running) ?? points.at(-1)
          return (
            <li key={one.key ?? ''}>
              <h4 className={styles.name}>{nameOf(one)}</h4>
              {last && (
                <p className={styles.quiet}>
                  {tTrend(last.running ? 'soFar' : 'atTime', {
                    time: last.name,
                    value: metricText(metric.unit, last.value),
                  })}
                </p>
              )}
              <TrendLine
                points={points}
                target={target}
                range={range}
                label={trendText(nameOf(one), points, metric.unit, target)}
              />
            </li>
          )
        })}
      </ul>
      {rest.length > 0 && (
        <p className={styles.quiet}>{t('rest', { count: rest.length, names: rest.map(nameOf).join(', ') })}</p>
      )}
    </>
  )
}
