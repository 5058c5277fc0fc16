import { useMemo } from 'react'
import type { MetricAnswer, MetricRow } from '../../shared/contract/metrics.ts'
import type { Dimension } from '../../shared/metrics/dimensions.ts'
import { Card } from '../ui/card.tsx'
import { type Column, type Columns, DataTable } from '../ui/data-table.tsx'
import { capitalized, NO_DATA } from '../ui/format.ts'
import { metricText } from '../ui/metric-value.ts'
import { DimensionSelect } from '../metrics/dimension-select.tsx'
import { canSplit, filterOfDimension } from '../metrics/filters.ts'
import { IgnoredFilters } from '../metrics/metric-body.tsx'
import { type MetricState, useMetrics, useMetricScope } from '../metrics/use-metric.ts'
import { valueLabel } from '../metrics/value-label.ts'
import { translator } from '../text/translator.ts'
import { dimensionLabel, inSentence } from '../ui/labels.ts'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import { workloadDimensions, workloadMetrics } from './panel-view.ts'
import { rowsBehind } from './rows-behind.ts'

const t = translator('team.workload')

type WorkloadMetric = (typeof workloadMetrics)[number]

interface WorkloadRow {
  readonly key: string | null
  readonly name: string
  readonly values: Readonly<Record<string, { readonly unit: string; readonly row: MetricRow } | undefined>>
}

/** Workload and recovery by one dimension. A dash means "no data". */
export function WorkloadCard() {
  const { view, go } = usePanelLinks()
  const { people } = useMetricScope()
  const by = view.workload
  const ids = useMemo(() => workloadMetrics.filter((id) => canSplit(id, by)), [by])
  const states = ids.map(useMetrics(ids, [by], { compare: false }))
  const answers = states.flatMap(({ answer }) => answer ?? [])
  const rows = workloadRows(answers, (key) => capitalized(valueLabel(by, key, people)))
  const columns = useMemo(() => workloadColumns(by, ids), [by, ids])
  return (
    <Card
      title={t('title')}
      explanation={t('explanation')}
      aside={
        <DimensionSelect
          label={t('by')}
          dimensions={workloadDimensions}
          value={by}
          onChoose={(workload) => go({ workload })}
        />
      }
    >
      {rows.length > 0 ? (
        <DataTable
          rows={rows}
          columns={columns}
          noun={t('tableOf', { dimension: inSentence(dimensionLabel(by)) })}
          rowKey={(row) => row.key ?? '-'}
          pageRows={20}
        />
      ) : (
        <p>{emptyText(states)}</p>
      )}
      <IgnoredFilters ids={answers.flatMap(({ ignoredFilters }) => ignoredFilters)} />
    </Card>
  )
}

function emptyText(states: readonly MetricState[]): string {
  if (states.some(({ answer }) => answer)) return t('none')
  return states.find(({ problem }) => problem)?.problem?.message ?? t('loading')
}

function workloadRows(answers: readonly MetricAnswer[], name: (key: string | null) => string): readonly WorkloadRow[] {
  const keys = new Set(answers.flatMap((answer) => answer.rows.map(({ key }) => key)))
  const rows = [...keys].map((key): WorkloadRow => {
    const values = Object.fromEntries(
      answers.flatMap((answer) => {
        const row = answer.rows.find((one) => one.key === key)
        return row ? [[answer.id, { unit: answer.unit, row }]] : []
      }),
    )
    return { key, name: name(key), values }
  })
  return rows.toSorted((a, b) => a.name.localeCompare(b.name))
}

function workloadColumns(by: Dimension, ids: readonly WorkloadMetric[]): Columns<WorkloadRow> {
  const name: Column<WorkloadRow> = {
    id: 'name',
    header: dimensionLabel(by),
    heads: true,
    sortBy: (row) => row.name,
    cell: (row) => row.name,
  }
  return [name, ...ids.map((id) => workloadColumn(by, id))]
}

function workloadColumn(by: Dimension, id: WorkloadMetric): Column<WorkloadRow> {
  return {
    id,
    header: t(`column.${id}`),
    numeric: true,
    sortBy: (row) => row.values[id]?.row.value ?? -1,
    csv: (row) => row.values[id]?.row.value ?? null,
    cell: (row) => <WorkloadLink by={by} id={id} row={row} />,
  }
}

function WorkloadLink({
  by,
  id,
  row,
}: {
  readonly by: Dimension
  readonly id: WorkloadMetric
  readonly row: WorkloadRow
}) {
  const { filters } = useMetricScope()
  const found = row.values[id]
  const filter = filterOfDimension(by)
  if (!found || found.row.value === null) return NO_DATA
  const drilldown = filter && rowsBehind(id, filters, { [filter]: row.key ?? '' })
  if (!drilldown) return metricText(found.unit, found.row.value)
  return (
    <MetricLink drilldown={drilldown} label={t('linkOf', { column: t(`column.${id}`), name: row.name })}>
      {metricText(found.unit, found.row.value)}
    </MetricLink>
  )
}
