import { AlertDialog } from 'radix-ui'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import styles from './leave-dialog.module.css'

/** Asks before unsaved changes are lost. Escape keeps editing. */
export function LeaveDialog({
  name,
  onStay,
  onLeave,
}: {
  /** The document with the changes. */
  readonly name: string
  readonly onStay: () => void
  readonly onLeave: () => void
}) {
  const t = useTranslations('settings.leave')
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onStay()}>
      <AlertDialog.Portal>
        <div className={styles.shade} />
        <AlertDialog.Content className={styles.dialog} aria-modal="true">
          <AlertDialog.Title className={styles.title}>{t('title')}</AlertDialog.Title>
          <AlertDialog.Description className={styles.text}>{t('explanation', { name })}</AlertDialog.Description>
          <div className={styles.buttons}>
            <Button onClick={onLeave}>{t('leave')}</Button>
            <AlertDialog.Cancel asChild>
              <Button kind="primary">{t('stay')}</Button>
            </AlertDialog.Cancel>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
