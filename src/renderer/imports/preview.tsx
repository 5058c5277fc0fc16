import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import {
  type ImportPreview,
  type PreviewRow,
  type WorklistField,
  worklistFields,
  type WorklistMapping,
} from '../../shared/contract/imports.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { count, exactDollars, NO_DATA } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import { typedDate } from '../ui/typed-time.ts'
import { ColumnMapping } from './column-mapping.tsx'
import { RowErrorList, RowNotes } from './row-lists.tsx'
import styles from './import-file.module.css'

/** What an import would do: the columns of a worklist, its first rows, and the errors of its rows. */
export function Preview({
  file: { name },
  preview,
  mapping,
  onMapping,
  onImport,
  onCancel,
}: {
  readonly file: File
  readonly preview: ImportPreview
  readonly mapping: WorklistMapping
  readonly onMapping: (mapping: WorklistMapping) => void
  readonly onImport: (leaveOut: boolean) => void
  readonly onCancel: () => void
}) {
  const t = useTranslations('imports.preview')
  const { format, columns: read, rows, rowErrors, rowNotes, unusedHeaders, error, leavingOut } = preview
  const canLeaveOut = leavingOut !== null && leavingOut.claims > 0
  const columns = useMemo(() => previewColumns(rows), [rows])
  return (
    <div className={styles.preview}>
      <p>{t.rich('summary', { name, parts: summaryOf(preview), strong })}</p>
      {format === 'worklist' && (
        <ColumnMapping columns={read} headers={unusedHeaders} mapping={mapping} onMapping={onMapping} />
      )}
      {preview.status === 'duplicate' && <Banner kind="note">{t('duplicate')}</Banner>}
      {error !== null && rowErrors.length === 0 && (
        <Banner kind="problem">{t.rich('refused', { message: error, strong })}</Banner>
      )}
      {rowErrors.length > 0 && <RowErrors errors={rowErrors} rows={canLeaveOut ? leavingOut.leftOut : null} />}
      <RowNotes notes={rowNotes} />
      {rows.length > 0 && <DataTable rows={rows} columns={columns} noun={t('firstRows', { name })} pageRows={20} />}
      <div className={styles.buttons}>
        <Button kind="primary" disabled={preview.status === 'refused'} onClick={() => onImport(false)}>
          {t('import', { name })}
        </Button>
        {canLeaveOut && <Button onClick={() => onImport(true)}>{t('leaveOut', leavingOut)}</Button>}
        <Button kind="quiet" onClick={onCancel}>
          {t('other')}
        </Button>
      </div>
    </div>
  )
}

/** @param rows how many rows are at fault and can be left out; null: the file as a whole is at fault */
function RowErrors({ errors, rows }: { readonly errors: ImportPreview['rowErrors']; readonly rows: number | null }) {
  const t = useTranslations('imports.preview')
  return (
    <Banner kind="problem">
      {rows === null
        ? t.rich('rowErrors', { count: errors.length, strong })
        : t.rich('rowErrorsToLeaveOut', { count: rows, strong })}
      <RowErrorList errors={errors} />
    </Banner>
  )
}

/** `Worklist, 2 claims, 2 new denials` */
function summaryOf(preview: ImportPreview): string {
  const t = translator('imports.preview')
  const names = [
    'claims',
    'full',
    'partial',
    'reversals',
    'added',
    'updated',
    'known',
    'pending',
    'undecided',
    'imbalances',
  ] as const
  const counts = names.filter((name) => preview[name] > 0).map((name) => t(`count.${name}`, { count: preview[name] }))
  return [t(`format.${preview.format}`), ...counts].join(', ')
}

function previewColumns(rows: readonly PreviewRow[]): Columns<PreviewRow> {
  const t = translator('imports')
  const fields = worklistFields.filter((field) => rows.some(({ values }) => values[field] !== undefined))
  return [
    { id: 'row', header: t('preview.row'), sortBy: (row) => row.row, cell: (row) => count(row.row) },
    ...fields.map((field) => ({
      id: field,
      header: t(`field.${field}`),
      sortBy: (row: PreviewRow) => row.values[field] ?? '',
      cell: (row: PreviewRow) => previewText(row.values[field]),
    })),
  ]
}

/** Numbers of a worklist are amounts in cents; its days are ISO dates. */
function previewText(value: PreviewRow['values'][WorklistField]): string {
  if (value === undefined) return NO_DATA
  return typeof value === 'number' ? exactDollars(value) : typedDate(value)
}
