import { type FormEvent, useMemo, useState } from 'react'
import {
  type ImportPreview,
  type PreviewRow,
  worklistFields,
  type WorklistField,
  type WorklistMapping,
} from '../../shared/contract/imports.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { TextField } from '../ui/field.tsx'
import { count, counted, exactDollars } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { usePolled } from '../ui/use-polled.ts'
import styles from './import-file.module.css'

/** How a file would be read: the columns of a worklist, its first rows, what is wrong with which row. */
export function Preview({
  file,
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
  readonly onImport: () => void
  readonly onCancel: () => void
}) {
  const { format, columns: read, rows, faults, unusedHeaders, error } = preview
  const columns = useMemo(() => previewColumns(rows), [rows])
  const counts = (
    ['claims', 'full', 'partial', 'reversals', 'added', 'updated', 'known', 'imbalances'] as const
  ).filter((name) => preview[name] > 0)
  return (
    <div className={styles.preview}>
      <p>
        <b>{file.name}</b>: {format === '835' ? 'an 835 remittance' : 'a worklist'}
        {counts.map((name) => `, ${count(preview[name])} ${countNames[name]}`).join('')}
      </p>
      {format === 'worklist' && (
        <Mapping columns={read} headers={unusedHeaders} mapping={mapping} onMapping={onMapping} />
      )}
      {preview.status === 'duplicate' && (
        <Banner kind="note">It was imported before: importing it again changes nothing.</Banner>
      )}
      {error !== null && faults.length === 0 && (
        <Banner kind="problem">
          <b>It would be refused whole.</b> {error}
        </Banner>
      )}
      {faults.length > 0 && (
        <Banner kind="problem">
          <b>{counted(faults.length, 'row cannot', 'rows cannot')} be read, so the file would be refused whole.</b>
          <ul>
            {faults.slice(0, 20).map(({ row, column, detail }) => (
              <li key={`${row} ${column}`}>
                row {count(row)}
                {column !== null && `, ${column}`}: {detail}
              </li>
            ))}
          </ul>
        </Banner>
      )}
      {rows.length > 0 && <DataTable rows={rows} columns={columns} noun={`first rows of ${file.name}`} pageRows={20} />}
      <div className={styles.buttons}>
        <Button kind="primary" disabled={preview.status === 'refused'} onClick={onImport}>
          Import {file.name}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          Another file
        </Button>
      </div>
    </div>
  )
}

const countNames = {
  claims: 'claims',
  full: 'denied in full',
  partial: 'denied in part',
  reversals: 'reversals',
  added: 'new denials',
  updated: 'changed',
  known: 'known already',
  imbalances: 'sums that do not agree',
} as const

function previewColumns(rows: readonly PreviewRow[]): Columns<PreviewRow> {
  const fields = worklistFields.filter((field) => rows.some(({ values }) => values[field] !== undefined))
  return [
    { id: 'row', header: 'Row', numeric: true, sortBy: (row) => row.row, cell: (row) => count(row.row) },
    ...fields.map((field) => ({
      id: field,
      header: field.replaceAll('_', ' '),
      sortBy: (row: PreviewRow) => row.values[field] ?? '',
      cell: (row: PreviewRow) => previewText(field, row.values[field]),
    })),
  ]
}

function previewText(field: WorklistField, value: string | number | undefined): string {
  if (value === undefined) return '–'
  // The only numbers a worklist says are amounts, in cents.
  return typeof value === 'number' ? exactDollars(value) : value
}

function Mapping({
  columns,
  headers,
  mapping,
  onMapping,
}: {
  readonly columns: ImportPreview['columns']
  readonly headers: readonly string[]
  readonly mapping: WorklistMapping
  readonly onMapping: (mapping: WorklistMapping) => void
}) {
  const { team } = useAppEnvironment()
  const saved = usePolled('mappings', () => team.read('mappings', {}), null)
  const [name, setName] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const headerOf = (field: WorklistField) =>
    mapping[field] ?? columns.find((column) => column.field === field)?.header ?? ''
  const known = [...new Set([...headers, ...columns.map(({ header }) => header)])]
  const choose = (field: WorklistField, header: string) => {
    const { [field]: _before, ...rest } = mapping
    onMapping(header.trim() === '' ? rest : { ...rest, [field]: header.trim() })
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const whole = Object.fromEntries(
      worklistFields.flatMap((field) => (headerOf(field) ? [[field, headerOf(field)]] : [])),
    )
    try {
      await team.write('saveMapping', { name: name.trim() }, whole)
      setSaid(`Saved as ${name.trim()}.`)
      setName('')
      saved.reload()
    } catch (error) {
      setSaid(asProblem(error).message)
    }
  }
  return (
    <details className={styles.mapping} open={!columns.some(({ field }) => field === 'claim')}>
      <summary>
        Columns:{' '}
        {columns.map(({ field, header }) => `${field.replaceAll('_', ' ')} from “${header}”`).join(', ') ||
          'none recognised'}
      </summary>
      <div className={styles.fields}>
        {worklistFields.map((field) => (
          <MappedField
            key={`${field} ${headerOf(field)}`}
            field={field}
            header={headerOf(field)}
            known={known}
            onChoose={choose}
          />
        ))}
      </div>
      <form className={styles.save} onSubmit={(event) => void save(event)}>
        {(saved.value?.rows.length ?? 0) > 0 && (
          <Select
            label="Saved mapping"
            all="none"
            value={undefined}
            options={saved.value?.rows.map((row) => ({ value: row.name, name: row.name })) ?? []}
            onChoose={(chosen) => onMapping(saved.value?.rows.find((row) => row.name === chosen)?.mapping ?? {})}
          />
        )}
        <TextField label="Save these columns as" value={name} onChange={setName} />
        <Button type="submit" disabled={name.trim() === ''}>
          Save
        </Button>
        {said && <span role="status">{said}</span>}
      </form>
    </details>
  )
}

function MappedField({
  field,
  header,
  known,
  onChoose,
}: {
  readonly field: WorklistField
  readonly header: string
  readonly known: readonly string[]
  readonly onChoose: (field: WorklistField, header: string) => void
}) {
  const [typed, setTyped] = useState(header)
  return (
    <div onBlur={() => typed !== header && onChoose(field, typed)}>
      <TextField
        label={field.replaceAll('_', ' ')}
        value={typed}
        suggestions={known}
        placeholder="not in the file"
        onChange={setTyped}
      />
    </div>
  )
}
