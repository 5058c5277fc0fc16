import { useMemo } from 'react'
import type { MetricAnswer, MetricDenialRow } from '../../shared/contract/reports.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { deniedColumn, reasonColumn } from '../denial/denial-columns.tsx'
import { DenialLink } from '../denial/denial-link.tsx'
import type { Columns } from '../ui/data-table.tsx'
import { count, day, dollars } from '../ui/format.ts'
import { denialStateLabels } from '../ui/labels.ts'
import { metricText } from '../ui/metric-value.ts'
import { useRows } from '../ui/use-rows.ts'
import { usePolled } from '../ui/use-polled.ts'
import { useMetricScope } from '../metrics/use-metric.ts'
import { DrilldownTable, type Sum } from './drilldown-table.tsx'
import { type Drilldown, filterNames } from './panel-view.ts'

const PAGE_ROWS = 500

/** The denials behind a metric's number, what each adds to it, and whether they add up to it. */
export function DenialRows({
  drilldown,
  metric,
  zone,
}: {
  readonly drilldown: Drilldown
  readonly metric: string
  readonly zone: string
}) {
  const { team } = useAppEnvironment()
  const { query } = useMetricScope()
  const narrowed = { ...query }
  for (const name of filterNames) if (drilldown[name] !== undefined) narrowed[name] = drilldown[name]
  const asked = { id: metric, ...narrowed }
  const value = usePolled(JSON.stringify(asked), () => team.read('metric', asked), null)
  const rows = useRows<MetricDenialRow>(JSON.stringify(['denials', asked]), '', (cursor) =>
    team.read('metricRows', { ...asked, limit: PAGE_ROWS, cursor }),
  )
  const unit = value.value?.unit ?? ''
  const columns = useMemo(() => denialColumns(zone, unit), [zone, unit])
  return (
    <DrilldownTable
      rows={rows}
      columns={columns}
      noun={['denial', 'denials']}
      sum={sumOf(value.value, rows.rows ?? [])}
    />
  )
}

function sumOf(value: MetricAnswer | null, rows: readonly MetricDenialRow[]): Sum {
  const row = value?.rows[0]
  const numerator = rows.reduce((sum, one) => sum + one.numerator, 0)
  const denominator = rows.reduce((sum, one) => sum + one.denominator, 0)
  const near = (a: number | null, b: number) => a === null || Math.abs(a - b) <= Math.max(0.01, Math.abs(b) * 1e-6)
  return {
    panel: value && row ? metricText(value.unit, row.value) : null,
    rows: value ? addedUp(value, row?.denominator ?? null, numerator, denominator) : '…',
    agree: row ? near(row.numerator, numerator) && near(row.denominator, denominator) : null,
  }
}

function addedUp({ unit }: MetricAnswer, whole: number | null, numerator: number, denominator: number): string {
  const said = unit === 'ratio' ? count(numerator) : metricText(unit === 'cents_per_hour' ? 'cents' : unit, numerator)
  return whole === null ? said : `${said} of ${count(Math.round(denominator))}`
}

function denialColumns(zone: string, unit: string): Columns<MetricDenialRow> {
  const adds = (row: MetricDenialRow) =>
    unit === 'cents' || unit === 'cents_per_hour'
      ? dollars(row.numerator)
      : row.numerator.toLocaleString('en-US', { maximumFractionDigits: 1 })
  return [
    {
      id: 'claim',
      header: 'Claim',
      heads: true,
      sortBy: (row) => row.claimRef,
      cell: (row) => <DenialLink id={row.id}>{row.claimRef}</DenialLink>,
    },
    { id: 'payer', header: 'Payer', sortBy: (row) => row.payer ?? '', cell: (row) => row.payer ?? '–' },
    reasonColumn,
    deniedColumn,
    {
      id: 'received',
      header: 'Received',
      sortBy: (row) => row.received,
      csv: (row) => new Date(row.received).toISOString(),
      cell: (row) => day(row.received, zone),
    },
    { id: 'state', header: 'State', sortBy: (row) => row.state, cell: (row) => denialStateLabels[row.state] },
    { id: 'owner', header: 'Owner', sortBy: (row) => row.owner ?? '', cell: (row) => row.owner ?? '–' },
    { id: 'adds', header: 'Adds', numeric: true, sortBy: (row) => row.numerator, cell: adds },
  ]
}
