import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { ImportRow } from '../../shared/contract/imports.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { count, dayAndClock, dollars } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { Tag, Tags } from '../ui/tag.tsx'
import { TakeBackDialog, useTakeBack } from './take-back.tsx'

const t = translator('imports.history')

/** The imports so far, newest first. */
export function ImportHistory({
  rows,
  problem,
  onRetry,
}: {
  readonly rows: readonly ImportRow[] | null
  readonly problem: { readonly message: string } | null
  readonly onRetry: () => void
}) {
  const text = useTranslations('imports.history')
  const zone = useTeamZone()
  const taking = useTakeBack()
  const { ask } = taking
  const columns = useMemo(() => importColumns(zone, ask), [zone, ask])
  return (
    <Card title={text('title')} explanation={text('explanation')}>
      {rows === null ? (
        <QueryState problem={problem} waiting={text('loading')} failed={text('loadFailed')} onRetry={onRetry} />
      ) : rows.length === 0 ? (
        <Notice kind="empty" title={text('empty')}>
          {text('emptyExplanation')}
        </Notice>
      ) : (
        <>
          <TakeBackDialog taking={taking} />
          <DataTable rows={rows} columns={columns} noun={text('noun')} rowKey={(row) => row.id} />
        </>
      )}
    </Card>
  )
}

function issuesOf(row: ImportRow): string[] {
  const { test, leftOut, imbalances, undecided, unmatchedReversals, takenBackAt, takenBackBy } = row
  return [
    ...(takenBackAt === null ? [] : [t('takenBack', { by: takenBackBy ?? '' })]),
    ...(test ? [t('test')] : []),
    ...(leftOut > 0 ? [t('leftOut', { count: leftOut })] : []),
    ...(undecided > 0 ? [t('undecided', { count: undecided })] : []),
    ...(imbalances > 0 ? [t('imbalances', { count: imbalances })] : []),
    ...(unmatchedReversals > 0 ? [t('unmatchedReversals', { count: unmatchedReversals })] : []),
  ]
}

function Issues({ row }: { readonly row: ImportRow }) {
  return (
    <Tags>
      {issuesOf(row).map((issue) => (
        <Tag key={issue}>{issue}</Tag>
      ))}
    </Tags>
  )
}

function importColumns(zone: string, onTakeBack: (row: ImportRow) => void): Columns<ImportRow> {
  const takeBack = translator('imports.takeBack')
  const number = (
    id: 'claims' | 'full' | 'partial' | 'reversals' | 'added' | 'updated' | 'known',
  ): Columns<ImportRow>[number] => ({
    id,
    header: t(id),
    numeric: true,
    sortBy: (row) => row[id],
    cell: (row) => count(row[id]),
  })
  return [
    { id: 'name', header: t('file'), heads: true, sortBy: (row) => row.name, cell: (row) => row.name },
    { id: 'format', header: t('format'), sortBy: (row) => row.format, cell: (row) => formatLabels[row.format] },
    {
      id: 'at',
      header: t('importedAt'),
      sortBy: (row) => row.importedAt,
      csv: (row) => new Date(row.importedAt).toISOString(),
      cell: (row) => dayAndClock(row.importedAt, zone),
    },
    { id: 'by', header: t('importedBy'), sortBy: (row) => row.importedBy, cell: (row) => row.importedBy },
    number('claims'),
    number('full'),
    number('partial'),
    number('reversals'),
    number('added'),
    number('updated'),
    number('known'),
    {
      id: 'denied',
      header: t('denied'),
      numeric: true,
      sortBy: (row) => row.deniedCents,
      csv: (row) => row.deniedCents / 100,
      cell: (row) => dollars(row.deniedCents),
    },
    {
      id: 'issues',
      header: t('issues'),
      sortBy: (row) => row.leftOut + row.imbalances + row.unmatchedReversals,
      csv: (row) => issuesOf(row).join(', '),
      cell: (row) => <Issues row={row} />,
    },
    {
      id: 'takeBack',
      header: takeBack('column'),
      sortBy: (row) => row.takenBackAt ?? 0,
      csv: (row) => (row.takenBackAt === null ? '' : new Date(row.takenBackAt).toISOString()),
      cell: (row) =>
        row.takenBackAt === null && (
          <Button small aria-label={takeBack('buttonOf', { name: row.name })} onClick={() => onTakeBack(row)}>
            {takeBack('button')}
          </Button>
        ),
    },
  ]
}

const formats = translator('imports.history.formats')
const formatLabels = { '835': formats('835'), worklist: formats('worklist') } as const
