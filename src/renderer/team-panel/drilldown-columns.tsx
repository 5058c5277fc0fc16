import type { AnnotationRow, HiddenWorkRow, ManualTimeRow, SpanRow, TouchRow } from '../../shared/contract/reports.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { annotationText } from '../ui/annotation-text.ts'
import { translator } from '../text/translator.ts'
import type { Column, Columns } from '../ui/data-table.tsx'
import { capitalized, clockSeconds, count, duration, monthDay, NO_DATA } from '../ui/format.ts'
import { activityLabel, hiddenKindLabel, manualTimeKindLabels, presenceLabels } from '../ui/labels.ts'
import { HiddenTags } from '../ui/tag.tsx'
import { Token } from '../ui/token.tsx'
import styles from './drilldown-drawer.module.css'

const t = translator('drilldown')

interface Timed {
  readonly userName: string
  readonly startedAt: number
  readonly endedAt: number
}

/** The time zone of the rows, and which columns would say the same in every row. */
export interface Shown {
  readonly zone: string
  readonly oneDay: boolean
  readonly onePresence: boolean
}

const personColumn: Column<Timed> = {
  id: 'person',
  header: t('column.person'),
  sortBy: (row) => row.userName,
  cell: (row) => row.userName,
}

function timeColumn({ zone, oneDay }: Shown): Column<Timed> {
  return {
    id: 'time',
    header: t('column.time'),
    csvHeader: t('csv.from'),
    sortBy: (row) => row.startedAt,
    csv: (row) => new Date(row.startedAt).toISOString(),
    cell: (row) => {
      const times = { from: clockSeconds(row.startedAt, zone), to: clockSeconds(row.endedAt, zone) }
      return oneDay ? t('times', times) : t('dayAndTimes', { day: monthDay(row.startedAt, zone), ...times })
    },
  }
}

function textColumn<Row>(id: string, header: string, value: (row: Row) => string | null): Column<Row> {
  return { id, header, sortBy: (row) => value(row) ?? '', cell: (row) => value(row) ?? NO_DATA }
}

function durationColumn<Row>(header: string, csvHeader: string, value: (row: Row) => number): Column<Row> {
  return {
    id: 'duration',
    header,
    csvHeader,
    numeric: true,
    sortBy: value,
    csv: (row) => value(row) / MINUTE_MS,
    cell: (row) => duration(value(row)),
  }
}

const claimColumn: Column<{ readonly claimToken: string | null }> = {
  id: 'claim',
  header: t('column.claim'),
  sortBy: (row) => row.claimToken ?? '',
  cell: (row) => <Token token={row.claimToken} />,
}

/** What the person of a row says of its time; none where nobody says anything. */
function saidColumn<Row extends Timed & { readonly userId: string; readonly claimToken: string | null }>(
  said: readonly AnnotationRow[],
): Columns<Row> {
  if (said.length === 0) return []
  const of = (row: Row) =>
    said
      .filter(
        ({ userId, claimToken, startedAt, endedAt }) =>
          userId === row.userId &&
          (claimToken === null || claimToken === row.claimToken) &&
          startedAt < row.endedAt &&
          endedAt > row.startedAt,
      )
      .map(annotationText)
      .join(' ')
  return [
    {
      id: 'said',
      header: t('column.said'),
      sortBy: of,
      cell: (row) => <span className={styles.said}>{of(row)}</span>,
    },
  ]
}

function activityOf({ activity, call }: SpanRow): string | null {
  const shown = activity && capitalized(activityLabel(activity))
  return shown && call ? t('onCall', { activity: shown }) : shown
}

export function spanColumns(shown: Shown, said: readonly AnnotationRow[]): Columns<SpanRow> {
  return [
    personColumn,
    timeColumn(shown),
    durationColumn(t('column.duration'), t('csv.duration'), (row) => row.endedAt - row.startedAt),
    textColumn('activity', t('column.activity'), activityOf),
    textColumn('system', t('column.system'), (row) => row.system),
    textColumn('payer', t('column.payer'), (row) => row.payer),
    ...(shown.onePresence
      ? []
      : [textColumn<SpanRow>('presence', t('column.presence'), (row) => capitalized(presenceLabels[row.presence]))]),
    claimColumn,
    {
      id: 'hidden',
      header: t('column.hidden'),
      sortBy: (row) => row.hiddenKinds.join(),
      csv: (row) => row.hiddenKinds.map((kind) => hiddenKindLabel(kind)).join(', '),
      cell: (row) => <HiddenTags kinds={row.hiddenKinds} />,
    },
    textColumn('rule', t('column.rule'), (row) => row.ruleId),
    ...saidColumn<SpanRow>(said),
  ]
}

export function touchColumns(shown: Shown, said: readonly AnnotationRow[]): Columns<TouchRow> {
  return [
    personColumn,
    claimColumn,
    timeColumn(shown),
    durationColumn(t('column.active'), t('csv.active'), (row) => row.activeMs),
    {
      id: 'records',
      header: t('column.records'),
      numeric: true,
      sortBy: (row) => row.spanCount,
      cell: (row) => count(row.spanCount),
    },
    ...saidColumn<TouchRow>(said),
  ]
}

export function hiddenColumns(shown: Shown): Columns<HiddenWorkRow> {
  return [
    personColumn,
    textColumn('kind', t('column.kind'), (row) => capitalized(hiddenKindLabel(row.kind))),
    timeColumn(shown),
    durationColumn(t('column.duration'), t('csv.duration'), (row) => row.ms),
    textColumn('system', t('column.system'), (row) => row.system),
    textColumn('payer', t('column.payer'), (row) => row.payer),
    claimColumn,
  ]
}

export function manualTimeColumns(shown: Shown): Columns<ManualTimeRow> {
  return [
    personColumn,
    textColumn('kind', t('column.activity'), (row) => capitalized(manualTimeKindLabels[row.kind])),
    timeColumn(shown),
    durationColumn(t('column.duration'), t('csv.duration'), (row) => row.endedAt - row.startedAt),
    claimColumn,
  ]
}
