import { useTranslations } from 'use-intl'
import type { ImportedFile } from '../../shared/contract/imports.ts'
import { Button } from '../ui/button.tsx'
import { dollars } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import styles from './import-file.module.css'
import { RowErrorList, RowNotes } from './row-lists.tsx'

type ImportWarning = ImportedFile['warnings'][number]

/** The result of an import, with the warnings to review. */
export function ImportResult({ result, onAgain }: { readonly result: ImportedFile; readonly onAgain: () => void }) {
  const t = useTranslations('imports')
  const { status, name, error, claims, added, updated, known, deniedCents, warnings, leftOut, leftOutRows } = result
  const action = <Button onClick={onAgain}>{t('file.importOther')}</Button>
  if (status === 'refused')
    return (
      <Banner kind="problem" action={action}>
        {t.rich('file.refused', { name, message: error ?? '', strong })}
      </Banner>
    )
  return (
    <>
      <Banner kind="done" action={action}>
        {status === 'duplicate'
          ? t.rich('file.duplicate', { name, strong })
          : t.rich('file.imported', { name, claims, added, denied: dollars(deniedCents), updated, known, strong })}
      </Banner>
      {leftOut > 0 && (
        <details className={styles.warnings} open>
          <summary>{t('rows.leftOut', { count: leftOut })}</summary>
          <RowErrorList errors={leftOutRows} />
        </details>
      )}
      <RowNotes notes={result.rowNotes} />
      {warnings.length > 0 && (
        <details className={styles.warnings}>
          <summary>{t('warnings.summary', { count: warnings.length })}</summary>
          <ul>
            {warnings.map((warning) => (
              <Warning key={`${warning.segment} ${warning.kind}`} warning={warning} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Warning({
  warning: { kind, detail, claimRef, segment, line, expectedCents, paidCents },
}: {
  readonly warning: ImportWarning
}) {
  const t = useTranslations('imports.warnings')
  const values = { kind: t(`kind.${kind}`, { detail: detail ?? '' }), segment, line }
  const location = claimRef === null ? t('location', values) : t('locationOfClaim', { ...values, claim: claimRef })
  return (
    <li>
      {expectedCents === null || paidCents === null
        ? location
        : t('amounts', { location, expected: dollars(expectedCents), paid: dollars(paidCents) })}
    </li>
  )
}
