import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import styles from './accounts-screen.module.css'

/** A question in a card before something is done that is not easily undone. */
export function Confirmation({
  label,
  children,
  confirm,
  onConfirm,
  other,
  back,
  onBack,
}: {
  readonly label: string
  readonly children: ReactNode
  readonly confirm: string
  readonly onConfirm: () => void
  /** A button for what may be meant instead. */
  readonly other?: ReactNode
  readonly back: string
  readonly onBack: () => void
}) {
  return (
    <div className={`${styles.form} ${styles.confirmation}`} role="group" aria-label={label}>
      {children}
      <div className={styles.buttons}>
        <Button kind="primary" onClick={onConfirm} autoFocus>
          {confirm}
        </Button>
        {other}
        <Button kind="quiet" onClick={onBack}>
          {back}
        </Button>
      </div>
    </div>
  )
}
