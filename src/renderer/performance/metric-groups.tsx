import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { MetricGroup } from '../../shared/metrics/definition.ts'
import { Link } from '../app/navigation.tsx'
import { useMayCall } from '../app/use-screens.ts'
import { useMetricScope } from '../metrics/use-metric.ts'
import { valueLabel } from '../metrics/value-label.ts'
import { Card } from '../ui/card.tsx'
import { metricText } from '../ui/metric-value.ts'
import { TrendChart } from '../ui/trend-chart.tsx'
import { MetricTile } from './metric-tile.tsx'
import styles from './metric-groups.module.css'
import { pointsOf, type Trend, trendText } from './trend-text.ts'
import type { Figure } from './use-figures.ts'

const groups: readonly MetricGroup[] = ['outcome', 'sla', 'time', 'bottleneck', 'team']

interface GroupsProps {
  readonly figures: readonly Figure[]
  readonly trend: Trend
}

/** All metrics, group by group. */
export function MetricGroups(props: GroupsProps) {
  return groups.map((group) => <Group key={group} group={group} {...props} />)
}

function Group({ group, figures, trend }: GroupsProps & { readonly group: MetricGroup }) {
  const t = useTranslations('performance')
  const tMetrics = useTranslations('metrics')
  const explanation = useExplanation(group)
  const own = figures.filter(({ metric }) => metric.group === group)
  if (own.length === 0) return null
  const problem = own.find((figure) => figure.problem !== null)?.problem
  const loading = own.some((figure) => figure.problem === null && (!figure.answer || !figure.trend.series))
  return (
    <Card
      title={t(`group.${group}.title`)}
      explanation={explanation}
      aside={loading ? <span role="status">{tMetrics('adding')}</span> : undefined}
    >
      {problem && <p role="alert">{tMetrics('failed', { reason: problem })}</p>}
      {own.map((figure) =>
        figure.metric.id === 'worked_within_sla' ? <SlaTrend key="sla" figure={figure} trend={trend} /> : null,
      )}
      <ul className={styles.tiles}>
        {own.map((figure) => (
          <MetricTile key={figure.metric.id} figure={figure} trend={trend} />
        ))}
      </ul>
    </Card>
  )
}

/** What a group is, and which of the time by claim it counts. */
function useExplanation(group: MetricGroup): string {
  const t = useTranslations('performance')
  const { filters, people } = useMetricScope()
  const explanation = t(`group.${group}.explanation`)
  if (group !== 'time' && group !== 'team') return explanation
  const { attribution } = filters
  return attribution === undefined
    ? t('attribution.all', { explanation })
    : t('attribution.some', { explanation, claims: valueLabel('attribution', attribution, people) })
}

function SettingsLink({ children }: { readonly children: ReactNode }) {
  return useMayCall('saveSettings') ? <Link to="/settings?document=economics">{children}</Link> : children
}
const settingsLink = (chunks: ReactNode): ReactNode => <SettingsLink>{chunks}</SettingsLink>

/** Are we within SLA, week by week? */
function SlaTrend({ figure, trend }: { readonly figure: Figure; readonly trend: Trend }) {
  const t = useTranslations('performance')
  return (
    <div className={styles.sla}>
      <h3>{t(`sla.title.${trend.unit}`)}</h3>
      {figure.answer && figure.target === null && (
        <p className={styles.quiet} data-print="hide">
          {t.rich('sla.noTarget', { link: settingsLink })}
        </p>
      )}
      <FigureChart figure={figure} trend={trend} />
    </div>
  )
}

/** The trend of one figure with its values. */
export function FigureChart({ figure, trend }: { readonly figure: Figure; readonly trend: Trend }) {
  const t = useTranslations('performance.trend')
  const { metric, target } = figure
  const points = pointsOf(figure.trend.series?.[0], trend)
  return (
    <TrendChart
      points={points}
      target={target}
      targetText={t('target', { target: metricText(metric.unit, target) })}
      label={trendText(metric.name, points, metric.unit, target)}
      text={(value) => metricText(metric.unit, value)}
    />
  )
}
