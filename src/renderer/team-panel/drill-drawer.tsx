import type { SliceQuery } from '../../shared/contract/clients.ts'
import type { ReadParams } from '../../shared/contract/team-calls.ts'
import type { HiddenWorkRow, ManualTimeRow, PanelAnswer, SpanRow, TouchRow } from '../../shared/contract/reports.ts'
import { useMemo } from 'react'
import { useSurroundings } from '../bridge/surroundings.ts'
import { Drawer } from '../kit/drawer.tsx'
import { counted, duration, shortDay } from '../kit/format.ts'
import { sliceLabel } from '../metrics/slice-label.ts'
import { useCatalogue, useMetric, useMetricScope, wholeOf } from '../metrics/use-metric.ts'
import { type DrillFigure, drillFigure } from './drill-figure.ts'
import { coveredMs } from '../../shared/manual-time/index.ts'
import { hiddenColumns, manualTimeColumns, type Shown, spanColumns, touchColumns } from './drill-columns.tsx'
import { DrillTable, type Sum } from './drill-table.tsx'
import { DenialRows } from './denial-rows.tsx'
import { usePanelLinks } from './panel-links.tsx'
import { type Drill, sliceNames } from './panel-view.ts'
import { useRows } from '../kit/use-rows.ts'

const PAGE_ROWS = 500

interface DrillProps {
  readonly drill: Drill
  readonly answer: PanelAnswer
  readonly slice: SliceQuery
}

/** The rows behind a number, with exactly that number's filters, and their sum beside it. */
export function DrillDrawer({ drill, answer, slice }: DrillProps) {
  return drill.list === 'denials' && drill.metric !== undefined ? (
    <DenialsDrawer drill={drill} metric={drill.metric} zone={answer.zone} />
  ) : (
    <TimeDrawer drill={drill} answer={answer} slice={slice} />
  )
}

/** The denials behind a metric, in the period the screen shows. */
export function DenialsDrawer({
  drill,
  metric,
  zone,
}: {
  readonly drill: Drill
  readonly metric: string
  readonly zone: string
}) {
  const { go } = usePanelLinks()
  const { query, people } = useMetricScope()
  const entry = useCatalogue().get(metric)
  const slices = sliceNames.flatMap((name) => (drill[name] === undefined ? [] : [[name, drill[name]] as const]))
  const narrowed = slices.map(([name, value]) =>
    sliceLabel(
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
      people,
    ),
  )
  const firstDay = shortDay(query.from, zone)
  const lastDay = shortDay(query.to - 1, zone)
  return (
    <Drawer
      title={[entry?.name ?? metric.replaceAll('_', ' '), ...narrowed].join(', ')}
      description={`${entry?.definition ?? 'the denials behind the number, and what each adds to it'} · ${firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`}`}
      onClose={() => go({ drill: null })}
    >
      <DenialRows drill={drill} metric={metric} zone={zone} />
    </Drawer>
  )
}

function TimeDrawer({ drill, answer, slice }: DrillProps) {
  const { go } = usePanelLinks()
  const figure = drillFigure(drill, answer)
  const query = {
    ...slice,
    from: drill.from ?? slice.from,
    to: drill.to ?? slice.to,
    user: drill.user ?? slice.user,
    payer: drill.payer ?? slice.payer,
    limit: PAGE_ROWS,
  }
  const firstDay = shortDay(query.from, answer.zone)
  const lastDay = shortDay(query.to - 1, answer.zone)
  const { zone } = answer
  const oneDay = firstDay === lastDay
  // Tagged spans are active ones: only those are work.
  const onePresence = drill.presence !== undefined || drill.kind !== undefined
  const shown = useMemo(() => ({ zone, oneDay, onePresence }), [zone, oneDay, onePresence])
  return (
    <Drawer
      title={figure.title}
      description={`${figure.explanation} · ${oneDay ? firstDay : `${firstDay} to ${lastDay}`}`}
      onClose={() => go({ drill: null })}
    >
      {drill.list === 'spans' && <SpanRows drill={drill} query={query} figure={figure} shown={shown} />}
      {drill.list === 'touches' && <TouchRows query={query} figure={figure} shown={shown} />}
      {drill.list === 'manual_time' && <ManualTimeRows query={query} shown={shown} />}
      {drill.list === 'hidden' && <HiddenRows drill={drill} query={query} figure={figure} shown={shown} />}
    </Drawer>
  )
}

interface ListProps {
  readonly query: SliceQuery & { readonly limit: number }
  readonly figure: DrillFigure
  readonly shown: Shown
}

function SpanRows({ drill, query, figure, shown }: ListProps & { readonly drill: Drill }) {
  const { team } = useSurroundings()
  const { presence, activity, rating, kind, denial } = drill
  const asked = { ...query, presence, activity, rating, hiddenKind: kind, denial }
  const rows = useRows<SpanRow>(JSON.stringify(['spans', asked]), String(figure.ms), (cursor) =>
    team.read('spans', { ...asked, cursor } as ReadParams<'spans'>),
  )
  const sum = (rows.rows ?? []).reduce((total, row) => total + row.endedAt - row.startedAt, 0)
  const columns = useMemo(() => spanColumns(shown), [shown])
  return <DrillTable rows={rows} columns={columns} noun={['span', 'spans']} sum={sumOf(figure, sum)} />
}

function TouchRows({ query, figure, shown }: ListProps) {
  const { team } = useSurroundings()
  const rows = useRows<TouchRow>(JSON.stringify(['touches', query]), JSON.stringify(figure.counts), (cursor) =>
    team.read('touches', { ...query, cursor }),
  )
  const denials = new Set(rows.rows?.map(({ claimToken }) => claimToken)).size
  const active = (rows.rows ?? []).reduce((total, row) => total + row.activeMs, 0)
  const { counts } = figure
  const sum: Sum = {
    panel:
      counts && `${counted(counts.touches, 'touch', 'touches')} on ${counted(counts.denials, 'denial', 'denials')}`,
    rows: `${counted(rows.rows?.length ?? 0, 'touch', 'touches')} on ${counted(denials, 'denial', 'denials')}, ${duration(active)} active`,
    agree: counts === null ? null : counts.touches === rows.rows?.length && counts.denials === denials,
  }
  const columns = useMemo(() => touchColumns(shown), [shown])
  return <DrillTable rows={rows} columns={columns} noun={['touch', 'touches']} sum={sum} />
}

function HiddenRows({ drill, query, figure, shown }: ListProps & { readonly drill: Drill }) {
  const { team } = useSurroundings()
  const asked = { ...query, kind: drill.kind }
  const rows = useRows<HiddenWorkRow>(JSON.stringify(['hidden', asked]), String(figure.ms), (cursor) =>
    team.read('hiddenWork', { ...asked, cursor }),
  )
  const sum = (rows.rows ?? []).reduce((total, row) => total + row.ms, 0)
  const columns = useMemo(() => hiddenColumns(shown), [shown])
  return <DrillTable rows={rows} columns={columns} noun={['record', 'records']} sum={sumOf(figure, sum)} />
}

/** The metric's number, and the rows added up as it is: within the period, what a person named twice once. */
function ManualTimeRows({ query, shown }: Omit<ListProps, 'figure'>) {
  const { team } = useSurroundings()
  const metric = wholeOf(useMetric('manual_minutes', undefined, { compare: false }).answer)
  const { payer: _narrowsNoNamedTime, ...asked } = query
  const ms = metric === null || metric.value === null ? null : metric.value * 60_000
  const rows = useRows<ManualTimeRow>(JSON.stringify(['manual_time', asked]), String(ms), (cursor) =>
    team.read('manualTime', { ...asked, cursor }),
  )
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
  return <DrillTable rows={rows} columns={columns} noun={['stretch', 'stretches']} sum={sumOf({ ms }, sum)} />
}

function sumOf({ ms }: Pick<DrillFigure, 'ms'>, rowsMs: number): Sum {
  return {
    panel: ms === null ? null : duration(ms),
    rows: duration(rowsMs),
    agree: ms === null ? null : Math.abs(ms - rowsMs) < 1000,
  }
}
