import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { ImportRow } from '../../shared/contract/imports.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { translator } from '../text/translator.ts'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { count, dayAndClock, dollars } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { Tag, Tags } from '../ui/tag.tsx'

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
  const columns = useMemo(() => importColumns(zone), [zone])
  return (
    <Card title={text('title')} explanation={text('explanation')}>
      {rows === null ? (
        <QueryState problem={problem} waiting={text('loading')} failed={text('loadFailed')} onRetry={onRetry} />
      ) : rows.length === 0 ? (
        <Notice kind="empty" title={text('empty')}>
          {text('emptyExplanation')}
        </Notice>
      ) : (
        <DataTable rows={rows} columns={columns} noun={text('noun')} rowKey={(row) => row.id} />
      )}
    </Card>
  )
}

function issuesOf({ imbalances, unmatchedReversals }: ImportRow): string[] {
  return [
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

function importColumns(zone: string): Columns<ImportRow> {
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
      sortBy: (row) => row.imbalances + row.unmatchedReversals,
      csv: (row) => issuesOf(row).join(', '),
      cell: (row) => <Issues row={row} />,
    },
  ]
}

const formats = translator('imports.preview.format')
const formatLabels = { '835': formats('835'), worklist: formats('worklist') } as const
