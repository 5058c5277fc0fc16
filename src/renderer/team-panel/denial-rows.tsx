import { useMemo } from 'react'
import { isMetricId, metricDefinition } from '../../shared/metrics/catalog.ts'
import type { MetricAnswer, MetricDenialRow } from '../../shared/contract/metrics.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { useTeamRows } from '../query/use-team-rows.ts'
import { deniedColumn, reasonColumn } from '../denial/denial-columns.tsx'
import { DenialLink } from '../denial/denial-link.tsx'
import type { Columns } from '../ui/data-table.tsx'
import { translator } from '../text/translator.ts'
import { capitalized, count, day, decimal, dollars, NO_DATA } from '../ui/format.ts'
import { denialStateLabels } from '../ui/labels.ts'
import { metricText } from '../ui/metric-value.ts'
import { dayName } from '../ui/zoned-time.ts'
import { useMetricScope } from '../metrics/use-metric.ts'
import { DrilldownTable, type Sum } from './drilldown-table.tsx'
import { filterNames } from '../metrics/filters.ts'
import type { Drilldown } from './panel-view.ts'

const PAGE_ROWS = 500

const t = translator('denial')
const tDrilldown = translator('drilldown')

/** The denials behind a metric's value, what each counts toward it, and whether their total matches. */
export function DenialRows({
  drilldown,
  metric,
  zone,
}: {
  readonly drilldown: Drilldown
  readonly metric: string
  readonly zone: string
}) {
  const { filters, period } = useMetricScope()
  const own = filterNames.filter((name) => drilldown[name] !== undefined).map((name) => [name, drilldown[name]])
  const asked = { id: metric, ...period, ...filters, ...Object.fromEntries(own) }
  const value = useTeamQuery('metric', asked)
  const rows = useTeamRows('metricRows', { ...asked, limit: PAGE_ROWS })
  const unit = value.value?.unit ?? ''
  const columns = useMemo(() => denialColumns(zone, unit), [zone, unit])
  return (
    <DrilldownTable
      rows={rows}
      columns={columns}
      list="denials"
      sum={isDividedByTime(metric) ? minutesOf(value.value, rows.rows ?? []) : sumOf(value.value, rows.rows ?? [])}
    />
  )
}

const isDividedByTime = (metric: string): boolean =>
  isMetricId(metric) && metricDefinition(metric).dividedByTime === true

/** Denials add up to the minutes that the metric divides by recorded time. */
function minutesOf(value: MetricAnswer | null, rows: readonly MetricDenialRow[]): Sum {
  const row = value?.rows[0]
  const minutes = rows.reduce((sum, one) => sum + one.numerator, 0)
  return {
    panel: value && row ? metricText(value.unit, row.value) : null,
    rows: metricText('min', minutes),
    agree: row ? isNear(row.numerator, minutes) : null,
  }
}

const isNear = (a: number | null, b: number): boolean =>
  a === null || Math.abs(a - b) <= Math.max(0.01, Math.abs(b) * 1e-6)

function sumOf(value: MetricAnswer | null, rows: readonly MetricDenialRow[]): Sum {
  const row = value?.rows[0]
  const numerator = rows.reduce((sum, one) => sum + one.numerator, 0)
  const denominator = rows.reduce((sum, one) => sum + one.denominator, 0)
  return {
    panel: value && row ? metricText(value.unit, row.value) : null,
    rows: value ? totalText(value, row?.denominator ?? null, numerator, denominator) : NO_DATA,
    agree: row ? isNear(row.numerator, numerator) && isNear(row.denominator, denominator) : null,
  }
}

function totalText({ unit }: MetricAnswer, whole: number | null, numerator: number, denominator: number): string {
  const text = unit === 'ratio' ? count(numerator) : metricText(unit === 'cents_per_hour' ? 'cents' : unit, numerator)
  return whole === null
    ? text
    : tDrilldown('numeratorOf', { numerator: text, denominator: count(Math.round(denominator)) })
}

function denialColumns(zone: string, unit: string): Columns<MetricDenialRow> {
  const isMoney = unit === 'cents' || unit === 'cents_per_hour'
  return [
    {
      id: 'claim',
      header: t('column.claim'),
      heads: true,
      sortBy: (row) => row.claimRef,
      cell: (row) => <DenialLink id={row.id}>{row.claimRef}</DenialLink>,
    },
    {
      id: 'payer',
      header: t('column.payer'),
      sortBy: (row) => row.payer ?? '',
      cell: (row) => row.payer ?? NO_DATA,
    },
    reasonColumn,
    deniedColumn,
    {
      id: 'received',
      header: t('column.remittanceDate'),
      sortBy: (row) => row.received,
      csv: (row) => dayName(row.received, zone),
      cell: (row) => day(row.received, zone),
    },
    {
      id: 'state',
      header: t('column.status'),
      sortBy: (row) => row.state,
      csv: (row) => capitalized(denialStateLabels[row.state]),
      cell: (row) => capitalized(denialStateLabels[row.state]),
    },
    {
      id: 'owner',
      header: t('column.assignedTo'),
      sortBy: (row) => row.owner ?? '',
      cell: (row) => row.owner ?? t('unassigned'),
    },
    {
      id: 'counts',
      header: tDrilldown('column.countsToward'),
      numeric: true,
      sortBy: (row) => row.numerator,
      csv: (row) => (isMoney ? row.numerator / 100 : row.numerator),
      cell: (row) =>
        isMoney
          ? dollars(row.numerator)
          : Number.isInteger(row.numerator)
            ? count(row.numerator)
            : decimal(row.numerator),
    },
  ]
}
