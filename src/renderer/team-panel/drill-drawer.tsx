import type { SliceQuery } from '../../shared/contract/clients.ts'
import type { HiddenWorkRow, PanelAnswer, SpanRow, TouchRow } from '../../shared/contract/reports.ts'
import { useMemo } from 'react'
import { useSurroundings } from '../bridge/surroundings.ts'
import { Button } from '../kit/button.tsx'
import { Drawer } from '../kit/drawer.tsx'
import { counted, duration, shortDay } from '../kit/format.ts'
import { Notice } from '../kit/notice.tsx'
import { RowsTable, type RowsColumns } from '../kit/rows-table.tsx'
import { type DrillFigure, drillFigure } from './drill-figure.ts'
import { hiddenColumns, type Shown, spanColumns, touchColumns } from './drill-columns.tsx'
import styles from './drill-drawer.module.css'
import { usePanelLinks } from './panel-links.tsx'
import type { Drill } from './panel-view.ts'
import { type Rows, useRows } from './use-rows.ts'

const PAGE_ROWS = 500

interface DrillProps {
  readonly drill: Drill
  readonly answer: PanelAnswer
  readonly slice: SliceQuery
}

/** The rows behind a number, with exactly that number's filters, and their sum beside it. */
export function DrillDrawer({ drill, answer, slice }: DrillProps) {
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
    team.spans({ ...asked, cursor }),
  )
  const sum = (rows.rows ?? []).reduce((total, row) => total + row.endedAt - row.startedAt, 0)
  const columns = useMemo(() => spanColumns(shown), [shown])
  return <DrillTable rows={rows} columns={columns} noun={['span', 'spans']} sum={sumOf(figure, sum)} />
}

function TouchRows({ query, figure, shown }: ListProps) {
  const { team } = useSurroundings()
  const rows = useRows<TouchRow>(JSON.stringify(['touches', query]), JSON.stringify(figure.counts), (cursor) =>
    team.touches({ ...query, cursor }),
  )
  const denials = new Set(rows.rows?.map(({ denialToken }) => denialToken)).size
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
    team.hiddenWork({ ...asked, cursor }),
  )
  const sum = (rows.rows ?? []).reduce((total, row) => total + row.ms, 0)
  const columns = useMemo(() => hiddenColumns(shown), [shown])
  return <DrillTable rows={rows} columns={columns} noun={['record', 'records']} sum={sumOf(figure, sum)} />
}

interface Sum {
  readonly panel: string | null
  readonly rows: string
  /** Null when there is nothing to compare with. */
  readonly agree: boolean | null
}

function sumOf({ ms }: DrillFigure, rowsMs: number): Sum {
  return {
    panel: ms === null ? null : duration(ms),
    rows: duration(rowsMs),
    agree: ms === null ? null : Math.abs(ms - rowsMs) < 1000,
  }
}

function DrillTable<Row extends object>({
  rows,
  columns,
  noun: [one, many],
  sum,
}: {
  readonly rows: Rows<Row>
  readonly columns: RowsColumns<Row>
  readonly noun: readonly [string, string]
  readonly sum: Sum
}) {
  if (!rows.rows) {
    return rows.problem ? (
      <Notice kind="problem" title="The rows cannot be shown" action={<Button onClick={rows.retry}>Try again</Button>}>
        {rows.problem.message}
      </Notice>
    ) : (
      <Notice kind="loading" title="Fetching the rows…" />
    )
  }
  const number = rows.rows.length
  return (
    <>
      <dl className={styles.sums}>
        {sum.panel !== null && (
          <div>
            <dt>In the panel</dt>
            <dd>{sum.panel}</dd>
          </div>
        )}
        <div>
          <dt>
            {rows.complete ? `Sum of ${counted(number, one, many)}` : `Sum of the first ${counted(number, one, many)}`}
          </dt>
          <dd>
            {sum.rows}
            {rows.complete && sum.agree !== null && (
              <span className={styles.agreement} data-agree={sum.agree ? '' : undefined}>
                {sum.agree ? '✓ the same' : '≠ the panel: rows are still coming in, or a stretch crosses its edge'}
              </span>
            )}
          </dd>
        </div>
        {!rows.complete && (
          <Button onClick={rows.loadRest} disabled={rows.loading}>
            {rows.loading ? 'Fetching…' : 'Fetch and add up the rest'}
          </Button>
        )}
      </dl>
      {rows.problem && <p role="alert">{rows.problem.message}</p>}
      {number === 0 ? (
        <Notice kind="empty" title="No rows">
          Nothing in this period passes these filters.
        </Notice>
      ) : (
        <RowsTable rows={rows.rows} columns={columns} noun={many} />
      )}
    </>
  )
}
