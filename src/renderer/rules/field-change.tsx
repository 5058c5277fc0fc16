import { useTranslations } from 'use-intl'
import styles from './field-change.module.css'
import type { FieldChange } from './list-diff.ts'

/** What one field of a rule was and becomes. */
export function FieldChangeLine({ field, before, after }: FieldChange) {
  const t = useTranslations('rules.change')
  return (
    <p className={styles.field}>
      {field}: {before ? <del>{before}</del> : t('nothing')} → {after ? <ins>{after}</ins> : t('nothing')}
    </p>
  )
}
