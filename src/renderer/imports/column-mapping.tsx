import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import {
  type ImportPreview,
  type WorklistField,
  worklistFields,
  type WorklistMapping,
} from '../../shared/contract/imports.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { Select } from '../ui/select.tsx'
import styles from './import-file.module.css'

/** Which column of a worklist contains which value. */
export function ColumnMapping({
  columns,
  headers,
  mapping,
  onMapping,
}: {
  readonly columns: ImportPreview['columns']
  /** Headers that no field uses. */
  readonly headers: readonly string[]
  readonly mapping: WorklistMapping
  readonly onMapping: (mapping: WorklistMapping) => void
}) {
  const t = useTranslations('imports')
  const write = useTeamWrite()
  const saved = useTeamQuery('mappings', {})
  const [name, setName] = useState('')
  const [outcome, setOutcome] = useState<string | null>(null)
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
      await write('saveMapping', { name: name.trim() }, whole)
      setOutcome(t('mapping.savedAs', { name: name.trim() }))
      setName('')
    } catch (error) {
      setOutcome(asProblem(error).message)
    }
  }
  const recognized = columns.map(({ field, header }) => t('mapping.column', { field: t(`field.${field}`), header }))
  const savedRows = saved.value?.rows ?? []
  return (
    <details className={styles.mapping} open={!columns.some(({ field }) => field === 'claim')}>
      <summary>{t('mapping.columns', { columns: recognized.join(', ') || t('mapping.none') })}</summary>
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
        {savedRows.length > 0 && (
          <Select
            label={t('mapping.saved')}
            all={t('mapping.noSaved')}
            value={undefined}
            options={savedRows.map((row) => ({ value: row.name, name: row.name }))}
            onChoose={(chosen) => onMapping(savedRows.find((row) => row.name === chosen)?.mapping ?? {})}
          />
        )}
        <TextField label={t('mapping.saveAs')} value={name} onChange={setName} />
        <Button type="submit" disabled={name.trim() === ''}>
          {t('mapping.save')}
        </Button>
        {outcome && <span role="status">{outcome}</span>}
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
  const t = useTranslations('imports')
  const [typed, setTyped] = useState(header)
  return (
    <div onBlur={() => typed !== header && onChoose(field, typed)}>
      <TextField
        label={t(`field.${field}`)}
        value={typed}
        suggestions={known}
        placeholder={t('mapping.notInFile')}
        onChange={setTyped}
      />
    </div>
  )
}
