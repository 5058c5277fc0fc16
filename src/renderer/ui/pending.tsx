import { useTranslations } from 'use-intl'
import styles from './pending.module.css'

/** In place of a number that is still loading. A dash would say that there is no data. */
export function Pending() {
  const t = useTranslations('ui')
  return (
    <span className={styles.pending} role="status">
      <span aria-hidden="true">…</span>
      <span className={styles.text}>{t('calculating')}</span>
    </span>
  )
}
