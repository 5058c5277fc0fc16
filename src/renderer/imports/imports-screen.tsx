import { useMemo } from 'react'
import type { ImportRow } from '../../shared/contract/imports.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { clock, count, counted, day, dollars } from '../ui/format.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { Tag, Tags } from '../ui/tag.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { usePolled } from '../ui/use-polled.ts'
import { ImportFile } from './import-file.tsx'

/** How denials come in, and what has come in. */
export function ImportsScreen() {
  const environment = useAppEnvironment()
  const { team } = environment
  const imports = usePolled('imports', () => team.read('imports', { limit: 500 }), 60_000)
  return (
    <>
      <ScreenHead
        title="Imports"
        explanation="denials from 835 remittances and CSV worklists; the same file twice changes nothing"
      />
      {environment.kind === 'browser' ? (
        <ImportFile client={environment.imports} onImported={imports.reload} />
      ) : (
        <Banner kind="note">
          Files are imported in the browser, where the endpoint’s address opens this screen: windows of this app cannot
          send files. A clearinghouse’s folder can be watched with <code>npm run import -- --watch DIR</code>.
        </Banner>
      )}
      <PastImports rows={imports.value?.rows ?? null} problem={imports.problem} onRetry={imports.reload} />
    </>
  )
}

function PastImports({
  rows,
  problem,
  onRetry,
}: {
  readonly rows: readonly ImportRow[] | null
  readonly problem: { readonly message: string } | null
  readonly onRetry: () => void
}) {
  const zone = useTeamZone()
  const columns = useMemo(() => importColumns(zone), [zone])
  return (
    <Card title="What came in" explanation="newest first, with what each file said and what that changed">
      {rows === null ? (
        <QueryState
          problem={problem}
          waiting="Fetching the imports…"
          failed="The imports cannot be shown"
          onRetry={onRetry}
        />
      ) : rows.length === 0 ? (
        <Notice kind="empty" title="Nothing was imported yet">
          The first 835 file or worklist fills the worklist, the panel and the root causes.
        </Notice>
      ) : (
        <DataTable rows={rows} columns={columns} noun="imports" rowKey={(row) => row.id} />
      )}
    </Card>
  )
}

function findingsOf({ imbalances, unmatchedReversals }: ImportRow): string[] {
  return [
    ...(imbalances > 0 ? [counted(imbalances, 'sum does not agree', 'sums do not agree')] : []),
    ...(unmatchedReversals > 0
      ? [counted(unmatchedReversals, 'reversal of nothing known', 'reversals of nothing known')]
      : []),
  ]
}

function ToLookAt({ row }: { readonly row: ImportRow }) {
  return (
    <Tags>
      {findingsOf(row).map((finding) => (
        <Tag key={finding}>{finding}</Tag>
      ))}
    </Tags>
  )
}

function importColumns(zone: string): Columns<ImportRow> {
  const number = (id: keyof ImportRow, header: string): Columns<ImportRow>[number] => ({
    id,
    header,
    numeric: true,
    sortBy: (row) => Number(row[id]),
    cell: (row) => count(Number(row[id])),
  })
  return [
    { id: 'name', header: 'File', heads: true, sortBy: (row) => row.name, cell: (row) => row.name },
    { id: 'format', header: 'Kind', sortBy: (row) => row.format, cell: (row) => row.format },
    {
      id: 'at',
      header: 'Imported',
      sortBy: (row) => row.importedAt,
      csv: (row) => new Date(row.importedAt).toISOString(),
      cell: (row) => `${day(row.importedAt, zone)}, ${clock(row.importedAt, zone)}`,
    },
    { id: 'by', header: 'By', sortBy: (row) => row.importedBy, cell: (row) => row.importedBy },
    number('claims', 'Claims'),
    number('full', 'In full'),
    number('partial', 'In part'),
    number('reversals', 'Reversals'),
    number('added', 'New'),
    number('updated', 'Changed'),
    number('known', 'Known'),
    {
      id: 'denied',
      header: 'New denied',
      numeric: true,
      sortBy: (row) => row.deniedCents,
      csv: (row) => row.deniedCents / 100,
      cell: (row) => dollars(row.deniedCents),
    },
    {
      id: 'findings',
      header: 'To look at',
      sortBy: (row) => row.imbalances + row.unmatchedReversals,
      csv: (row) => findingsOf(row).join(', '),
      cell: (row) => <ToLookAt row={row} />,
    },
  ]
}
