import { useMemo } from 'react'
import type { MetricAnswer, MetricRow } from '../../shared/contract/reports.ts'
import { Card } from '../ui/card.tsx'
import { type Column, type Columns, DataTable } from '../ui/data-table.tsx'
import { metricText } from '../ui/metric-value.ts'
import { dimensionLabel } from '../metrics/dimension-label.ts'
import { type MetricState, useMetric, useMetricScope } from '../metrics/use-metric.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import { type WorkloadDimension, workloadDimensions } from './panel-view.ts'

const names: Readonly<Record<WorkloadDimension, string>> = { user: 'Person', team: 'Team', shift: 'Shift' }

const figures = [
  { id: 'denials_worked_per_fte', header: 'Worked per FTE' },
  { id: 'minutes_per_denial', header: 'Min per denial' },
  { id: 'recovery_yield', header: 'Recovered' },
  { id: 'recovery_per_hour', header: 'Back per hour' },
  { id: 'rework_rate', header: 'Rework' },
  { id: 'worked_within_sla', header: 'Within SLA' },
] as const

interface WorkloadRow {
  readonly key: string | null
  readonly name: string
  readonly values: Readonly<Record<string, { readonly unit: string; readonly row: MetricRow } | undefined>>
  /** Metrics that have not come yet. */
  readonly awaited: ReadonlySet<string>
}

/** How work and what it brought back spread over people, teams and shifts. A dash is "no data", not nothing. */
export function WorkloadCard() {
  const { view, to } = usePanelLinks()
  const { people } = useMetricScope()
  const by = view.workload
  const perFte = useMetric(figures[0].id, by, { compare: false })
  const minutes = useMetric(figures[1].id, by, { compare: false })
  const yielded = useMetric(figures[2].id, by, { compare: false })
  const perHour = useMetric(figures[3].id, by, { compare: false })
  const rework = useMetric(figures[4].id, by, { compare: false })
  const sla = useMetric(figures[5].id, by, { compare: false })
  const states = [perFte, minutes, yielded, perHour, rework, sla]
  const rows = workloadRows(
    states.map(({ answer }) => answer),
    new Set(figures.flatMap(({ id }, index) => (isAwaited(states[index]) ? [id] : []))),
    (key) => dimensionLabel(by, key, people),
  )
  const columns = useMemo(() => workloadColumns(by), [by])
  return (
    <Card
      title="Workload and recovery"
      explanation="recovered dollars are split by the share of minutes each put into a denial; a dash says there is no data"
      aside={
        <SegmentedControl
          label="Workload by"
          items={workloadDimensions.map((dimension) => ({
            name: names[dimension],
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
          noun={`workload by ${names[by].toLowerCase()}`}
          rowKey={(row) => row.key ?? '-'}
          pageRows={20}
        />
      ) : (
        <p>{emptyWords(states)}</p>
      )}
    </Card>
  )
}

/** Neither there nor known to be missing: a dash would say that there is no data. */
const isAwaited = (state: MetricState | undefined) => state?.answer === null && state.problem === null

function emptyWords(states: readonly MetricState[]): string {
  if (states.some(({ answer }) => answer)) return 'No denial was worked in this period.'
  return states.find(({ problem }) => problem)?.problem?.message ?? 'Adding up…'
}

function workloadRows(
  answers: readonly (MetricAnswer | null)[],
  awaited: ReadonlySet<string>,
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
    return { key, name: name(key), values, awaited }
  })
  return rows.toSorted((a, b) => a.name.localeCompare(b.name))
}

function workloadColumns(by: WorkloadDimension): Columns<WorkloadRow> {
  const name: Column<WorkloadRow> = {
    id: 'name',
    header: names[by],
    heads: true,
    sortBy: (row) => row.name,
    cell: (row) => row.name,
  }
  return [name, ...figures.map(({ id, header }) => workloadColumn(by, id, header))]
}

function workloadColumn(by: WorkloadDimension, id: string, header: string): Column<WorkloadRow> {
  return {
    id,
    header,
    numeric: true,
    sortBy: (row) => row.values[id]?.row.value ?? -1,
    csv: (row) => row.values[id]?.row.value ?? null,
    cell: (row) => <WorkloadLink by={by} id={id} header={header} row={row} />,
  }
}

function WorkloadLink({
  by,
  id,
  header,
  row,
}: {
  readonly by: WorkloadDimension
  readonly id: string
  readonly header: string
  readonly row: WorkloadRow
}) {
  const found = row.values[id]
  if (!found || found.row.value === null) return row.awaited.has(id) ? '…' : '–'
  return (
    <MetricLink drilldown={{ list: 'denials', metric: id, [by]: row.key ?? '' }} label={`${header}, ${row.name}`}>
      {metricText(found.unit, found.row.value)}
    </MetricLink>
  )
}
