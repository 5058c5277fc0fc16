import { useMemo } from 'react'
import type { MetricAnswer, MetricRow } from '../../shared/contract/metrics.ts'
import { Card } from '../ui/card.tsx'
import { type Column, type Columns, DataTable } from '../ui/data-table.tsx'
import { capitalized, NO_DATA } from '../ui/format.ts'
import { metricText } from '../ui/metric-value.ts'
import { Pending } from '../ui/pending.tsx'
import { dimensionLabel } from '../metrics/dimension-label.ts'
import { type MetricState, useMetric, useMetricScope } from '../metrics/use-metric.ts'
import { translator } from '../text/translator.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import { type WorkloadDimension, workloadDimensions } from './panel-view.ts'

const t = translator('team.workload')

const metricIds = [
  'denials_worked_per_fte',
  'minutes_per_denial',
  'recovery_yield',
  'recovery_per_hour',
  'rework_rate',
  'worked_within_sla',
] as const
type WorkloadMetric = (typeof metricIds)[number]

interface WorkloadRow {
  readonly key: string | null
  readonly name: string
  readonly values: Readonly<Record<string, { readonly unit: string; readonly row: MetricRow } | undefined>>
  /** Metrics that are still loading. */
  readonly loading: ReadonlySet<string>
}

/** Workload and recovery by person, team or shift. A dash means "no data". */
export function WorkloadCard() {
  const { view, to } = usePanelLinks()
  const { people } = useMetricScope()
  const by = view.workload
  const perFte = useMetric(metricIds[0], by, { compare: false })
  const minutes = useMetric(metricIds[1], by, { compare: false })
  const yielded = useMetric(metricIds[2], by, { compare: false })
  const perHour = useMetric(metricIds[3], by, { compare: false })
  const rework = useMetric(metricIds[4], by, { compare: false })
  const sla = useMetric(metricIds[5], by, { compare: false })
  const states = [perFte, minutes, yielded, perHour, rework, sla]
  const rows = workloadRows(
    states.map(({ answer }) => answer),
    new Set(metricIds.filter((_id, index) => isLoading(states[index]))),
    (key) => capitalized(dimensionLabel(by, key, people)),
  )
  const columns = useMemo(() => workloadColumns(by), [by])
  return (
    <Card
      title={t('title')}
      explanation={t('explanation')}
      aside={
        <SegmentedControl
          label={t('by')}
          items={workloadDimensions.map((dimension) => ({
            name: t(`dimension.${dimension}`),
            to: to({ workload: dimension }),
            current: dimension === by,
          }))}
        />
      }
    >
      {rows.length > 0 ? (
        <DataTable
          rows={rows}
          columns={columns}
          noun={t(`tableOf.${by}`)}
          rowKey={(row) => row.key ?? '-'}
          pageRows={20}
        />
      ) : (
        <p>{emptyText(states)}</p>
      )}
    </Card>
  )
}

const isLoading = (state: MetricState | undefined) => state?.answer === null && state.problem === null

function emptyText(states: readonly MetricState[]): string {
  if (states.some(({ answer }) => answer)) return t('none')
  return states.find(({ problem }) => problem)?.problem?.message ?? t('loading')
}

function workloadRows(
  answers: readonly (MetricAnswer | null)[],
  loading: ReadonlySet<string>,
  name: (key: string | null) => string,
): readonly WorkloadRow[] {
  const keys = new Set(answers.flatMap((answer) => answer?.rows.map(({ key }) => key) ?? []))
  const rows = [...keys].map((key): WorkloadRow => {
    const values = Object.fromEntries(
      answers.flatMap((answer) => {
        const row = answer?.rows.find((one) => one.key === key)
        return answer && row ? [[answer.id, { unit: answer.unit, row }]] : []
      }),
    )
    return { key, name: name(key), values, loading }
  })
  return rows.toSorted((a, b) => a.name.localeCompare(b.name))
}

function workloadColumns(by: WorkloadDimension): Columns<WorkloadRow> {
  const name: Column<WorkloadRow> = {
    id: 'name',
    header: t(`dimension.${by}`),
    heads: true,
    sortBy: (row) => row.name,
    cell: (row) => row.name,
  }
  return [name, ...metricIds.map((id) => workloadColumn(by, id))]
}

function workloadColumn(by: WorkloadDimension, id: WorkloadMetric): Column<WorkloadRow> {
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
  readonly by: WorkloadDimension
  readonly id: WorkloadMetric
  readonly row: WorkloadRow
}) {
  const found = row.values[id]
  if (!found || found.row.value === null) return row.loading.has(id) ? <Pending /> : NO_DATA
  return (
    <MetricLink
      drilldown={{ list: 'denials', metric: id, [by]: row.key ?? '' }}
      label={t('linkOf', { column: t(`column.${id}`), name: row.name })}
    >
      {metricText(found.unit, found.row.value)}
    </MetricLink>
  )
}
