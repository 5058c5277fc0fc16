import { useMemo } from 'react'
import type { MetricDenialRow } from '../../shared/contract/denials.ts'
import type { MetricAnswer } from '../../shared/contract/reports.ts'
import { useSurroundings } from '../bridge/surroundings.ts'
import { deniedColumn, reasonColumn } from '../denial/denial-columns.tsx'
import { DenialLink } from '../denial/denial-link.tsx'
import type { Columns } from '../kit/data-table.tsx'
import { count, day, dollars } from '../kit/format.ts'
import { denialStateLabels } from '../kit/labels.ts'
import { metricText } from '../kit/metric-value.ts'
import { useRows } from '../kit/use-rows.ts'
import { usePolled } from '../kit/use-polled.ts'
import { useMetricScope } from '../metrics/use-metric.ts'
import { DrillTable, type Sum } from './drill-table.tsx'
import { type Drill, sliceNames } from './panel-view.ts'

const PAGE_ROWS = 500

/** The denials behind a metric's number, what each adds to it, and whether they add up to it. */
export function DenialRows({
  drill,
  metric,
  zone,
}: {
  readonly drill: Drill
  readonly metric: string
  readonly zone: string
}) {
  const { team } = useSurroundings()
  const { query } = useMetricScope()
  const narrowed = { ...query }
  for (const name of sliceNames) if (drill[name] !== undefined) narrowed[name] = drill[name]
  const asked = { id: metric, ...narrowed }
  const figure = usePolled(JSON.stringify(asked), () => team.read('metric', asked), null)
  const rows = useRows<MetricDenialRow>(JSON.stringify(['denials', asked]), '', (cursor) =>
    team.read('metricRows', { ...asked, limit: PAGE_ROWS, cursor }),
  )
  const unit = figure.value?.unit ?? ''
  const columns = useMemo(() => denialColumns(zone, unit), [zone, unit])
  return (
    <DrillTable rows={rows} columns={columns} noun={['denial', 'denials']} sum={sumOf(figure.value, rows.rows ?? [])} />
  )
}

function sumOf(figure: MetricAnswer | null, rows: readonly MetricDenialRow[]): Sum {
  const row = figure?.rows[0]
  const numerator = rows.reduce((sum, one) => sum + one.numerator, 0)
  const denominator = rows.reduce((sum, one) => sum + one.denominator, 0)
  const near = (a: number | null, b: number) => a === null || Math.abs(a - b) <= Math.max(0.01, Math.abs(b) * 1e-6)
  return {
    panel: figure && row ? metricText(figure.unit, row.value) : null,
    rows: figure ? addedUp(figure, row?.denominator ?? null, numerator, denominator) : '…',
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
