import styles from './wordmark.module.css'

export function Wordmark() {
  return (
    <span className={styles.wordmark}>
      <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
        <rect width="32" height="32" rx="7" className={styles.ground} />
        <path d="M6 23V9h5v14zM13.5 23v-9h5v9z" className={styles.work} />
        <path d="M21 23V9h5v14z" className={styles.tax} />
      </svg>
      TouchLedger
    </span>
  )
}
