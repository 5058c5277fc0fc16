import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { MetricRow } from '../../shared/contract/metrics.ts'
import type { MetricId } from '../../shared/metrics/catalog.ts'
import type { Dimension } from '../../shared/metrics/dimensions.ts'
import { type Bar, BarList } from '../ui/bar-list.tsx'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { dimensionLabel } from '../ui/labels.ts'
import { metricCsv, metricCsvUnit, metricText } from '../ui/metric-value.ts'
import { MetricBody } from '../metrics/metric-body.tsx'
import { filterOfDimension } from '../metrics/filters.ts'
import { valueLabel } from '../metrics/value-label.ts'
import { useMetrics, useMetricCatalog, useMetricScope } from '../metrics/use-metric.ts'
import { MetricLink } from './panel-links.tsx'
import type { Drilldown } from './panel-view.ts'

/** A metric by one dimension as bars. Each bar opens its rows. */
export function MetricBarsCard({
  title,
  explanation,
  metric: id,
  by,
  note,
  none,
  shade = 'support',
  shown = 6,
  drilldownOf,
  children,
}: {
  readonly title: string
  readonly explanation: string
  readonly metric: MetricId
  readonly by: Dimension
  /** A second metric by the same dimension, shown beside the name. */
  readonly note?: { readonly metric: MetricId; readonly text: (value: string, row: MetricRow) => string } | undefined
  readonly none: string
  readonly shade?: Bar['shade']
  readonly shown?: number
  /** The rows behind one bar; default: the metric's denials. */
  readonly drilldownOf?: (key: string | null) => Drilldown | null
  readonly children?: ReactNode
}) {
  const t = useTranslations('team.bars')
  const { people } = useMetricScope()
  const catalog = useMetricCatalog()
  const metrics = useMetrics(note ? [id, note.metric] : [id], [by])
  const metric = metrics(id)
  const second = metrics(note?.metric ?? id)
  const parameter = filterOfDimension(by)
  const rows = (metric.answer?.rows ?? []).filter(({ value }) => value !== null && value !== 0)
  const sorted = rows.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const name = (key: string | null) => valueLabel(by, key, people)
  const secondOf = (key: string | null) => second.answer?.rows.find((row) => row.key === key)
  const drilldown = (key: string | null): Drilldown | null =>
    drilldownOf ? drilldownOf(key) : parameter === null ? null : { list: 'denials', metric: id, [parameter]: key ?? '' }
  const csvHeader = (metricId: string) => {
    const entry = catalog.get(metricId)
    const metricName = entry?.name ?? metricId
    return entry === undefined || entry.unit === 'count'
      ? metricName
      : t('csvHeader', { metric: metricName, unit: metricCsvUnit(entry.unit) })
  }
  return (
    <Card
      title={title}
      explanation={explanation}
      aside={
        <CsvButton
          title={title}
          table={() => ({
            header: [dimensionLabel(by), csvHeader(id), ...(note ? [csvHeader(note.metric)] : [])],
            rows: sorted.map(({ key, value }) => [
              name(key),
              metricCsv(metric.answer?.unit ?? '', value),
              ...(note ? [metricCsv(second.answer?.unit ?? '', secondOf(key)?.value ?? null)] : []),
            ]),
          })}
        />
      }
    >
      {children}
      <MetricBody metric={metric}>
        {(answer) => (
          <BarList
            none={none}
            shown={shown}
            bars={sorted.map(({ key, value }): Bar => {
              const other = note ? secondOf(key) : undefined
              const amount = <b>{metricText(answer.unit, value)}</b>
              const opens = drilldown(key)
              return {
                key: key ?? '',
                name: name(key),
                note: note && other ? note.text(metricText(second.answer?.unit ?? '', other.value), other) : undefined,
                amount: opens ? (
                  <MetricLink drilldown={opens} label={t('linkOf', { title, name: name(key) })}>
                    {amount}
                  </MetricLink>
                ) : (
                  amount
                ),
                value: value ?? 0,
                mark: metric.before?.rows.find((row) => row.key === key)?.value,
                shade,
              }
            })}
          />
        )}
      </MetricBody>
    </Card>
  )
}
