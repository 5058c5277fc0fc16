import { Dialog } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'
import styles from './drawer.module.css'

/**
 * A modal drawer on the right. It does not use radix's Overlay: that adds a <style> element, which the content security policy
 * refuses.
 */
export function Drawer({
  title,
  description,
  onClose,
  children,
}: {
  readonly title: string
  readonly description: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const t = useTranslations('ui')
  // The address opens it, not a radix trigger, so the focus must be returned here.
  const [opener] = useState(() => document.activeElement)
  const returnFocus = (event: Event) => {
    event.preventDefault()
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <div className={styles.shade} />
        <Dialog.Content className={styles.drawer} onCloseAutoFocus={returnFocus}>
          <header className={styles.head}>
            <div className={styles.words}>
              <Dialog.Title className={styles.title}>{title}</Dialog.Title>
              <Dialog.Description className={styles.description}>{description}</Dialog.Description>
            </div>
            <Dialog.Close asChild>
              <Button kind="quiet" aria-label={t('close')}>
                ✕
              </Button>
            </Dialog.Close>
          </header>
          <div className={styles.body}>{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
