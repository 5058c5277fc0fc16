import { type FormEvent, useMemo, useState } from 'react'
import type { ImportPreview } from '../../shared/contract/clients.ts'
import { worklistFields, type WorklistField, type WorklistMapping } from '../../shared/contract/denials.ts'
import { useSurroundings } from '../bridge/surroundings.ts'
import { Button } from '../kit/button.tsx'
import { Choice } from '../kit/choice.tsx'
import { type Columns, DataTable } from '../kit/data-table.tsx'
import { TextField } from '../kit/field.tsx'
import { count, counted } from '../kit/format.ts'
import { Banner } from '../kit/notice.tsx'
import { asProblem, usePolled } from '../kit/use-polled.ts'
import styles from './import-file.module.css'

type PreviewRow = ImportPreview['rows'][number]

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
  const { format, columns: read, rows, faults, counts } = preview
  const columns = useMemo<Columns<PreviewRow>>(() => {
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    return names.map((name, index) => ({
      id: name,
      header: name.replaceAll('_', ' '),
      heads: index === 0,
      sortBy: (row) => row[name] ?? '',
      cell: (row) => row[name] ?? '–',
    }))
  }, [rows])
  return (
    <div className={styles.preview}>
      <p>
        <b>{file.name}</b>: {format === '835' ? 'an 835 remittance' : 'a worklist'}
        {Object.entries(counts)
          .filter(([, value]) => value > 0)
          .map(([name, value]) => `, ${count(value)} ${name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()}`)
          .join('')}
      </p>
      {format === 'worklist' && (
        <Mapping columns={read} headers={preview.headers ?? []} mapping={mapping} onMapping={onMapping} />
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
        <Button kind="primary" disabled={faults.length > 0} onClick={onImport}>
          Import {file.name}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          Another file
        </Button>
      </div>
    </div>
  )
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
  const { team } = useSurroundings()
  const saved = usePolled('mappings', () => team.read('mappings', {}), null)
  const [name, setName] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const headerOf = (field: WorklistField) =>
    mapping[field] ?? columns.find((column) => column.field === field)?.header ?? ''
  const known = [...new Set([...headers, ...columns.flatMap(({ header }) => (header === null ? [] : [header]))])]
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
    <details
      className={styles.mapping}
      open={!columns.some(({ field, header }) => field === 'claim' && header !== null)}
    >
      <summary>
        Columns:{' '}
        {columns
          .filter(({ header }) => header !== null)
          .map(({ field, header }) => `${field.replaceAll('_', ' ')} from “${header}”`)
          .join(', ') || 'none recognised'}
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
          <Choice
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
