import {
  createPaginatedRowModel,
  createSortedRowModel,
  rowPaginationFeature,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { Fragment, type ReactNode, useId, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'
import { CsvButton } from './csv-button.tsx'
import type { CsvTable, CsvValue } from './csv.ts'
import { NO_DATA } from './format.ts'
import styles from './data-table.module.css'

const features = tableFeatures({
  rowSortingFeature,
  rowPaginationFeature,
  sortedRowModel: createSortedRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
  sortFns: { basic: sortFn_basic },
})

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** The header in the CSV, where it must name the unit; default: `header`. */
  readonly csvHeader?: string
  readonly numeric?: boolean
  readonly sortBy: (row: Row) => number | string
  readonly cell: (row: Row) => ReactNode
  /** The CSV value; default: the value it sorts by. Null leaves the cell empty. */
  readonly csv?: (row: Row) => CsvValue
  /** Only in the CSV. */
  readonly csvOnly?: true
  /** A long text takes several lines, so that it does not push the other columns away. */
  readonly wraps?: boolean
  /** The row header for screen readers. */
  readonly heads?: boolean
}
export type Columns<Row> = readonly Column<Row>[]

/** A column of a text, which may take several lines. @param textOf null: nothing is known */
export const textColumn = <Row,>(id: string, header: string, textOf: (row: Row) => string | null): Column<Row> => ({
  ...{ id, header, wraps: true },
  sortBy: (row) => textOf(row) ?? '',
  cell: (row) => textOf(row) ?? NO_DATA,
})

const PAGE_ROWS = 50

interface DataTableProps<Row> {
  readonly rows: readonly Row[]
  readonly columns: Columns<Row>
  /** What the rows are, in the plural; also the name of the CSV file. */
  readonly noun: string
  /** Details that open below a row. `shortLabel` is the visible beginning of `label`. */
  readonly detail?:
    | { readonly label: string; readonly shortLabel?: string; readonly of: (row: Row) => ReactNode }
    | undefined
  readonly rowKey?: ((row: Row) => string) | undefined
  readonly pageRows?: number
  /** Loads the whole list for the CSV, where `rows` is its beginning. */
  readonly allRows?: (() => Promise<readonly Row[]>) | undefined
  /** Without CSV and pages, for a few rows that another screen shows in full. */
  readonly brief?: boolean
  /** One's own records on this computer. */
  readonly ofThisComputer?: boolean
}

/** A paged table that sorts by every column and downloads as CSV. `columns` must keep its identity between renders. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    rows,
    columns: allColumns,
    noun,
    detail,
    rowKey,
    pageRows = PAGE_ROWS,
    allRows,
    brief = false,
    ofThisComputer,
  } = props
  const t = useTranslations('ui')
  const id = useId()
  const columns = useMemo(() => allColumns.filter(({ csvOnly }) => csvOnly !== true), [allColumns])
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const definitions = useMemo(
    () =>
      columns.map(({ id: column, header, sortBy }) => ({
        id: column,
        header,
        accessorFn: sortBy,
        sortFn: 'basic' as const,
      })),
    [columns],
  )
  const data = useMemo(() => [...rows], [rows])
  const table = useTable({
    features,
    columns: definitions,
    data,
    autoResetPageIndex: false,
    initialState: { pagination: { pageIndex: 0, pageSize: pageRows } },
    ...(rowKey && { getRowId: rowKey }),
  })
  const { pageIndex } = table.state.pagination
  const pages = table.getPageCount()
  const first = pageIndex * pageRows
  const toggle = (key: string) =>
    setOpen((before) => new Set(before.has(key) ? [...before].filter((other) => other !== key) : [...before, key]))
  const csv = async (): Promise<CsvTable> => {
    const sorted = table.getSortedRowModel().rows.map(({ original }) => original)
    const all = allRows === undefined ? sorted : await allRows()
    return {
      header: allColumns.map(({ header, csvHeader }) => csvHeader ?? header),
      rows: all.map((row) => allColumns.map((column) => (column.csv ?? column.sortBy)(row))),
    }
  }
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('tableOf', { noun })}>
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
                {detail && (
                  <th scope="col">
                    <span className={styles.invisible}>{detail.label}</span>
                  </th>
                )}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.getRowModel().rows.map((row) => (
              <Fragment key={row.id}>
                <tr>
                  {columns.map((column) => {
                    const className = column.numeric ? styles.number : undefined
                    const content = column.cell(row.original)
                    const cell = column.wraps ? <div className={styles.wraps}>{content}</div> : content
                    return column.heads ? (
                      <th key={column.id} scope="row" className={className}>
                        {cell}
                      </th>
                    ) : (
                      <td key={column.id} className={className}>
                        {cell}
                      </td>
                    )
                  })}
                  {detail && (
                    <td className={styles.more} data-print="hide">
                      <button
                        type="button"
                        className={styles.disclose}
                        aria-expanded={open.has(row.id)}
                        aria-controls={`${id}-${row.id}`}
                        aria-label={detail.label}
                        title={detail.label}
                        onClick={() => toggle(row.id)}
                      >
                        {detail.shortLabel ?? detail.label}
                      </button>
                    </td>
                  )}
                </tr>
                {detail && open.has(row.id) && (
                  <tr className={styles.detail} id={`${id}-${row.id}`}>
                    <td colSpan={columns.length + 1}>{detail.of(row.original)}</td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {!brief && (
        <div className={styles.pages} data-print="hide">
          <CsvButton title={noun} table={csv} ofThisComputer={ofThisComputer === true} />
          {pages > 1 && (
            <>
              <Button small onClick={() => table.previousPage()} disabled={!table.getCanPreviousPage()}>
                {t('previous')}
              </Button>
              <span aria-live="polite">
                {t('pageRange', {
                  first: first + 1,
                  last: Math.min(first + pageRows, rows.length),
                  total: rows.length,
                })}
              </span>
              <Button small onClick={() => table.nextPage()} disabled={!table.getCanNextPage()}>
                {t('next')}
              </Button>
            </>
          )}
        </div>
      )}
    </>
  )
}
