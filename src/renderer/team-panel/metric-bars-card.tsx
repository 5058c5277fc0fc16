import type { ReactNode } from 'react'
import type { MetricRow } from '../../shared/contract/reports.ts'
import { type Bar, BarList } from '../kit/bar-list.tsx'
import { Card } from '../kit/card.tsx'
import { CsvButton } from '../kit/csv-button.tsx'
import { metricText } from '../kit/metric-value.ts'
import { MetricBody } from '../metrics/metric-body.tsx'
import { sliceLabel } from '../metrics/slice-label.ts'
import { useMetric, useMetricScope } from '../metrics/use-metric.ts'
import { Figure } from './panel-links.tsx'
import { type Drill, sliceParameter } from './panel-view.ts'

/** A metric by one slice, as bars; each opens its rows. */
export function MetricBarsCard({
  title,
  explanation,
  metric: id,
  by,
  note,
  none,
  shade = 'support',
  shown = 6,
  drillOf,
  children,
}: {
  readonly title: string
  readonly explanation: string
  readonly metric: string
  readonly by: string
  /** A second metric by the same slice, beside the name. */
  readonly note?: { readonly metric: string; readonly words: (value: string, row: MetricRow) => string } | undefined
  readonly none: string
  readonly shade?: Bar['shade']
  readonly shown?: number
  /** The rows behind one bar; left out: the metric's denials. */
  readonly drillOf?: (key: string | null) => Drill | null
  readonly children?: ReactNode
}) {
  const { people } = useMetricScope()
  const metric = useMetric(id, by)
  const second = useMetric(note?.metric ?? id, by, { compare: false })
  const parameter = sliceParameter(by)
  const rows = (metric.answer?.rows ?? []).filter(({ value }) => value !== null && value !== 0)
  const sorted = rows.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const name = (key: string | null) => sliceLabel(by, key, people)
  const secondOf = (key: string | null) => second.answer?.rows.find((row) => row.key === key)
  const drill = (key: string | null): Drill | null =>
    drillOf ? drillOf(key) : parameter === null ? null : { list: 'denials', metric: id, [parameter]: key ?? '' }
  return (
    <Card
      title={title}
      explanation={explanation}
      aside={
        <CsvButton
          title={title}
          table={() => ({
            header: [
              by,
              `${id} (${metric.answer?.unit ?? ''})`,
              ...(note ? [`${note.metric} (${second.answer?.unit ?? ''})`] : []),
            ],
            rows: sorted.map(({ key, value }) => [name(key), value, ...(note ? [secondOf(key)?.value ?? null] : [])]),
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
              const opens = drill(key)
              return {
                key: key ?? '',
                name: name(key),
                note: note && other ? note.words(metricText(second.answer?.unit ?? '', other.value), other) : undefined,
                amount: opens ? (
                  <Figure drill={opens} label={`${title}, ${name(key)}`}>
                    {amount}
                  </Figure>
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
