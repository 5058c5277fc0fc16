import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { ReadParams } from '../../shared/contract/team-calls.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import type { AnnotationRow, PanelAnswer } from '../../shared/contract/reports.ts'
import { coveredMs } from '../../shared/manual-time/index.ts'
import { translator } from '../text/translator.ts'
import { Drawer } from '../ui/drawer.tsx'
import { day, duration, shortDay } from '../ui/format.ts'
import { dimensionOfFilter, filterNames } from '../metrics/filters.ts'
import { valueLabel } from '../metrics/value-label.ts'
import { totalOf } from '../../shared/performance/index.ts'
import { useMetric, useMetricCatalog, useMetricScope } from '../metrics/use-metric.ts'
import { type DrilldownValue, drilldownValue } from './drilldown-value.ts'
import { hiddenColumns, manualTimeColumns, type Shown, spanColumns, touchColumns } from './drilldown-columns.tsx'
import { DrilldownTable, type Sum } from './drilldown-table.tsx'
import { DenialRows } from './denial-rows.tsx'
import { usePanelLinks } from './panel-links.tsx'
import type { Drilldown, TimeQuery } from './panel-view.ts'
import { activityLabel } from '../ui/labels.ts'
import { useTeamRows } from '../query/use-team-rows.ts'

const PAGE_ROWS = 500

const tDrilldown = translator('drilldown')

interface DrilldownProps {
  readonly drilldown: Drilldown
  readonly answer: PanelAnswer
  readonly filters: TimeQuery
}

/** The rows behind a number, with exactly that number's filters, and their total beside it. */
export function DrilldownDrawer({ drilldown, answer, filters }: DrilldownProps) {
  return drilldown.list === 'denials' && drilldown.metric !== undefined ? (
    <DenialsDrawer drilldown={drilldown} metric={drilldown.metric} zone={answer.zone} />
  ) : (
    <TimeDrawer drilldown={drilldown} answer={answer} filters={filters} />
  )
}

/** The denials behind a metric, in the period the screen shows. */
export function DenialsDrawer({
  drilldown,
  metric,
  zone,
}: {
  readonly drilldown: Drilldown
  readonly metric: string
  readonly zone: string
}) {
  const { go } = usePanelLinks()
  const { period, people } = useMetricScope()
  const t = useTranslations('drilldown')
  const entry = useMetricCatalog().get(metric)
  const names = filterNames.flatMap((name) => {
    const value = drilldown[name]
    return value === undefined ? [] : [valueLabel(dimensionOfFilter(name).id, value, people)]
  })
  return (
    <Drawer
      title={[entry?.name ?? activityLabel(metric), ...names].join(', ')}
      description={t('description', {
        explanation: entry?.definition ?? t('untitled'),
        days: daysText(period.from, period.to, zone),
      })}
      onClose={() => go({ drilldown: null })}
    >
      <DenialRows drilldown={drilldown} metric={metric} zone={zone} />
    </Drawer>
  )
}

function daysText(from: number, to: number, zone: string): string {
  const [firstDay, lastDay] = [shortDay(from, zone), shortDay(to - 1, zone)]
  return firstDay === lastDay ? firstDay : tDrilldown('days', { from: firstDay, to: lastDay })
}

function TimeDrawer({ drilldown, answer, filters }: DrilldownProps) {
  const { go } = usePanelLinks()
  const value = drilldownValue(drilldown, answer)
  const query = {
    ...filters,
    from: drilldown.from ?? filters.from,
    to: drilldown.to ?? filters.to,
    user: drilldown.user ?? filters.user,
    payer: drilldown.payer ?? filters.payer,
    limit: PAGE_ROWS,
  }
  const { zone } = answer
  const keptFrom = useMetric('active_minutes', [], { compare: false }).answer?.recordsFrom ?? null
  const isCut = keptFrom !== null && query.from < keptFrom
  const days = daysText(query.from, query.to, zone)
  const oneDay = shortDay(query.from, zone) === shortDay(query.to - 1, zone)
  // Only active time can be hidden work.
  const onePresence = drilldown.presence !== undefined || drilldown.kind !== undefined
  const shown = useMemo(() => ({ zone, oneDay, onePresence }), [zone, oneDay, onePresence])
  const list = { query, value, shown, isCut }
  return (
    <Drawer
      title={value.title}
      description={tDrilldown('description', { explanation: value.explanation, days })}
      onClose={() => go({ drilldown: null })}
    >
      {isCut && <p>{tDrilldown('recordsDeleted', { day: day(keptFrom, zone) })}</p>}
      {drilldown.list === 'spans' && drilldown.call === undefined && <SpanRows drilldown={drilldown} {...list} />}
      {drilldown.list === 'spans' && drilldown.call !== undefined && <CallRows drilldown={drilldown} {...list} />}
      {drilldown.list === 'touches' && <TouchRows {...list} />}
      {drilldown.list === 'manual_time' && <ManualTimeRows {...list} />}
      {drilldown.list === 'hidden' && <HiddenRows drilldown={drilldown} {...list} />}
    </Drawer>
  )
}

/** All that people say of the time of a list that shows persons. */
function useSaid({ from, to, team, user }: TimeQuery): readonly AnnotationRow[] {
  const { rows } = useTeamRows('annotations', { from, to, team, user, limit: PAGE_ROWS }, { initialRows: Infinity })
  return rows ?? none
}
const none: readonly AnnotationRow[] = []

interface ListProps {
  readonly query: TimeQuery & { readonly limit: number }
  readonly value: DrilldownValue
  readonly shown: Shown
  /** Rows of the beginning were deleted by retention: they say nothing of the value. */
  readonly isCut: boolean
}

function SpanRows({ drilldown, query, value, shown, isCut }: ListProps & { readonly drilldown: Drilldown }) {
  const { presence, activity, rating, kind, denial, call } = drilldown
  const asked = { ...query, presence, activity, rating, hiddenKind: kind, denial, call }
  const rows = useTeamRows('spans', asked as ReadParams<'spans'>, { revision: String(value.ms) })
  const sum = (rows.rows ?? []).reduce((total, row) => total + row.endedAt - row.startedAt, 0)
  const said = useSaid(query)
  const columns = useMemo(() => spanColumns(shown, said), [shown, said])
  return <DrilldownTable rows={rows} columns={columns} list="spans" sum={sumOf(value, sum, isCut)} />
}

/** The panel has no such number: it is the metric's. */
function CallRows({ value, ...list }: ListProps & { readonly drilldown: Drilldown }) {
  const metric = totalOf(useMetric('call_minutes', [], { compare: false }).answer)
  const ms = metric === null || metric.value === null ? null : metric.value * MINUTE_MS
  return <SpanRows value={{ ...value, ms }} {...list} />
}

function TouchRows({ query, value, shown, isCut }: ListProps) {
  const rows = useTeamRows('touches', query, { revision: JSON.stringify(value.counts) })
  const denials = new Set(rows.rows?.map(({ claimToken }) => claimToken)).size
  const active = (rows.rows ?? []).reduce((total, row) => total + row.activeMs, 0)
  const { counts } = value
  const sum: Sum = {
    panel: counts && tDrilldown('touchesOnDenials', counts),
    rows: tDrilldown('touchesOnDenialsActive', {
      touches: rows.rows?.length ?? 0,
      denials,
      active: duration(active),
    }),
    agree: counts === null || isCut ? null : counts.touches === rows.rows?.length && counts.denials === denials,
  }
  const said = useSaid(query)
  const columns = useMemo(() => touchColumns(shown, said), [shown, said])
  return <DrilldownTable rows={rows} columns={columns} list="touches" sum={sum} />
}

function HiddenRows({ drilldown, query, value, shown, isCut }: ListProps & { readonly drilldown: Drilldown }) {
  const asked = { ...query, kind: drilldown.kind }
  const rows = useTeamRows('hiddenWork', asked as ReadParams<'hiddenWork'>, { revision: String(value.ms) })
  const sum = (rows.rows ?? []).reduce((total, row) => total + row.ms, 0)
  const columns = useMemo(() => hiddenColumns(shown), [shown])
  return <DrilldownTable rows={rows} columns={columns} list="hidden" sum={sumOf(value, sum, isCut)} />
}

/** The metric's value, and the total of the rows by the same rule: within the period, and overlapping entries of a person once. */
function ManualTimeRows({ query, shown, isCut }: Omit<ListProps, 'value'>) {
  const metric = totalOf(useMetric('manual_minutes', [], { compare: false }).answer)
  const { payer: _notOfManualTime, ...asked } = query
  const ms = metric === null || metric.value === null ? null : metric.value * MINUTE_MS
  const rows = useTeamRows('manualTime', asked, { revision: String(ms) })
  const period = { startedAt: query.from, endedAt: query.to }
  const people = new Set(rows.rows?.map(({ userId }) => userId))
  const sum = [...people].reduce(
    (total, person) =>
      total +
      coveredMs(
        period,
        (rows.rows ?? []).filter(({ userId }) => userId === person),
      ),
    0,
  )
  const columns = useMemo(() => manualTimeColumns(shown), [shown])
  return <DrilldownTable rows={rows} columns={columns} list="manual_time" sum={sumOf({ ms }, sum, isCut)} />
}

function sumOf({ ms }: Pick<DrilldownValue, 'ms'>, rowsMs: number, isCut: boolean): Sum {
  return {
    panel: ms === null ? null : duration(ms),
    rows: duration(rowsMs),
    agree: ms === null || isCut ? null : Math.abs(ms - rowsMs) < 1000,
  }
}
