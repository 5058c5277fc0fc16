import {
  createPaginatedRowModel,
  createSortedRowModel,
  rowPaginationFeature,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useMemo } from 'react'
import { Button } from './button.tsx'
import { count } from './format.ts'
import styles from './rows-table.module.css'

const features = tableFeatures({
  rowSortingFeature,
  rowPaginationFeature,
  sortedRowModel: createSortedRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
  sortFns: { basic: sortFn_basic },
})

export interface RowsColumn<Row> {
  readonly id: string
  readonly header: string
  readonly numeric?: boolean
  readonly sortBy: (row: Row) => number | string
  readonly cell: (row: Row) => ReactNode
}
export type RowsColumns<Row> = readonly RowsColumn<Row>[]

const PAGE_ROWS = 50

/** Rows by the page, sortable by every column. `columns` must keep its identity between renders. */
export function RowsTable<Row extends object>({
  rows,
  columns,
  noun,
}: {
  readonly rows: readonly Row[]
  readonly columns: RowsColumns<Row>
  /** What the rows are, in the plural. */
  readonly noun: string
}) {
  const definitions = useMemo(
    () => columns.map(({ id, header, sortBy }) => ({ id, header, accessorFn: sortBy, sortFn: 'basic' as const })),
    [columns],
  )
  const data = useMemo(() => [...rows], [rows])
  const table = useTable({
    features,
    columns: definitions,
    data,
    autoResetPageIndex: false,
    initialState: { pagination: { pageIndex: 0, pageSize: PAGE_ROWS } },
  })
  const { pageIndex } = table.state.pagination
  const pages = table.getPageCount()
  const first = pageIndex * PAGE_ROWS
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={`Table of ${noun}`}>
        <table className={styles.rows}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header, index) => {
                  const sorted = header.column.getIsSorted()
                  return (
                    <th
                      key={header.id}
                      scope="col"
                      className={columns[index]?.numeric ? styles.number : undefined}
                      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
                    >
                      <button type="button" className={styles.sort} onClick={header.column.getToggleSortingHandler()}>
                        {columns[index]?.header}
                        <span aria-hidden="true">{sorted === 'asc' ? ' ↑' : sorted === 'desc' ? ' ↓' : ''}</span>
                      </button>
                    </th>
                  )
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id}>
                {columns.map(({ id, numeric, cell }) => (
                  <td key={id} className={numeric ? styles.number : undefined}>
                    {cell(row.original)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <div className={styles.pages}>
          <Button onClick={() => table.previousPage()} disabled={!table.getCanPreviousPage()}>
            Previous
          </Button>
          <span aria-live="polite">
            {count(first + 1)} – {count(Math.min(first + PAGE_ROWS, rows.length))} of {count(rows.length)}
          </span>
          <Button onClick={() => table.nextPage()} disabled={!table.getCanNextPage()}>
            Next
          </Button>
        </div>
      )}
    </>
  )
}
