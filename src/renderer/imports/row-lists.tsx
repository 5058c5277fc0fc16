import { useTranslations } from 'use-intl'
import type { ImportedFile, RowError } from '../../shared/contract/imports.ts'
import styles from './import-file.module.css'

/** More rows than this are counted, not listed. */
const LISTED = 20

/** Rows of a worklist that cannot be imported, with why. */
export function RowErrorList({ errors }: { readonly errors: readonly RowError[] }) {
  const t = useTranslations('imports.rows')
  const unlisted = errors.length - LISTED
  return (
    <ul>
      {errors.slice(0, LISTED).map(({ row, column, detail: message }) => (
        <li key={`${row} ${column} ${message}`}>
          {column === null ? t('row', { row, message }) : t('rowInColumn', { row, column, message })}
        </li>
      ))}
      {unlisted > 0 && <li>{t('more', { count: unlisted })}</li>}
    </ul>
  )
}

/** What a person should know of the rows of a worklist; nothing when there is nothing to know. */
export function RowNotes({ notes }: { readonly notes: ImportedFile['rowNotes'] }) {
  const t = useTranslations('imports.rows')
  const unlisted = notes.length - LISTED
  if (notes.length === 0) return null
  return (
    <details className={styles.warnings}>
      <summary>{t('notes', { count: notes.length })}</summary>
      <ul>
        {notes.slice(0, LISTED).map(({ row, kind, claimRef }) => (
          <li key={`${row} ${kind}`}>{t('row', { row, message: t(`note.${kind}`, { claim: claimRef ?? '' }) })}</li>
        ))}
        {unlisted > 0 && <li>{t('more', { count: unlisted })}</li>}
      </ul>
    </details>
  )
}
