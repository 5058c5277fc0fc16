import type { HiddenWorkRow, ManualTimeRow, SpanRow, TouchRow } from '../../shared/contract/reports.ts'
import { clockSeconds, count, duration, shortDay } from '../ui/format.ts'
import { activityLabel, hiddenKindLabel, manualTimeKindLabels, presenceLabels } from '../ui/labels.ts'
import type { Column, Columns } from '../ui/data-table.tsx'
import { HiddenTags } from '../ui/tag.tsx'
import { Token } from '../ui/token.tsx'

interface Timed {
  readonly userName: string
  readonly startedAt: number
  readonly endedAt: number
}

/** How the rows are shown: in which zone, and what all of them share and so need not say. */
export interface Shown {
  readonly zone: string
  readonly oneDay: boolean
  readonly onePresence: boolean
}

const who: Column<Timed> = {
  id: 'who',
  header: 'Person',
  sortBy: (row) => row.userName,
  cell: (row) => row.userName,
}

function when({ zone, oneDay }: Shown): Column<Timed> {
  return {
    id: 'when',
    header: 'From – to',
    sortBy: (row) => row.startedAt,
    cell: (row) =>
      `${oneDay ? '' : `${shortDay(row.startedAt, zone)}, `}${clockSeconds(row.startedAt, zone)} – ${clockSeconds(row.endedAt, zone)}`,
  }
}

function text<Row>(id: string, header: string, value: (row: Row) => string | null): Column<Row> {
  return { id, header, sortBy: (row) => value(row) ?? '', cell: (row) => value(row) ?? '–' }
}

function length<Row>(header: string, value: (row: Row) => number): Column<Row> {
  return { id: 'length', header, numeric: true, sortBy: value, cell: (row) => duration(value(row)) }
}

export function spanColumns(shown: Shown): Columns<SpanRow> {
  return [
    who,
    when(shown),
    length('Length', (row) => row.endedAt - row.startedAt),
    text('activity', 'Activity', (row) => row.activity && activityLabel(row.activity)),
    text('system', 'System', (row) => row.system),
    text('payer', 'Payer', (row) => row.payer),
    ...(shown.onePresence ? [] : [text<SpanRow>('presence', 'Presence', (row) => presenceLabels[row.presence])]),
    {
      id: 'denial',
      header: 'Denial',
      sortBy: (row) => row.claimToken ?? '',
      cell: (row) => <Token token={row.claimToken} />,
    },
    {
      id: 'hidden',
      header: 'Hidden',
      sortBy: (row) => row.hiddenKinds.join(),
      cell: (row) => <HiddenTags kinds={row.hiddenKinds} />,
    },
    text('rule', 'Rule', (row) => row.ruleId),
  ]
}

export function touchColumns(shown: Shown): Columns<TouchRow> {
  return [
    who,
    {
      id: 'denial',
      header: 'Denial',
      sortBy: (row) => row.claimToken,
      cell: (row) => <Token token={row.claimToken} />,
    },
    when(shown),
    length('Active', (row) => row.activeMs),
    {
      id: 'spans',
      header: 'Spans',
      numeric: true,
      sortBy: (row) => row.spanCount,
      cell: (row) => count(row.spanCount),
    },
  ]
}

export function hiddenColumns(shown: Shown): Columns<HiddenWorkRow> {
  return [
    who,
    text('kind', 'Kind', (row) => hiddenKindLabel(row.kind)),
    when(shown),
    length('Time', (row) => row.ms),
    text('system', 'System', (row) => row.system),
    text('payer', 'Payer', (row) => row.payer),
    {
      id: 'denial',
      header: 'Denial',
      sortBy: (row) => row.claimToken ?? '',
      cell: (row) => <Token token={row.claimToken} />,
    },
  ]
}

export function manualTimeColumns(shown: Shown): Columns<ManualTimeRow> {
  return [
    who,
    text('kind', 'What it was', (row) => manualTimeKindLabels[row.kind]),
    when(shown),
    length('Length', (row) => row.endedAt - row.startedAt),
    {
      id: 'denial',
      header: 'Denial',
      sortBy: (row) => row.claimToken ?? '',
      cell: (row) => <Token token={row.claimToken} />,
    },
  ]
}
