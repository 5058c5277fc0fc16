import { Dialog } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import styles from './drawer.module.css'

/**
 * A modal drawer on the right. The shade behind it is our own, not radix's Overlay: that one puts a <style> into the page, which the
 * content security policy refuses.
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
  // An address opens it, not a trigger of radix's: so we lead the keys back to where they came from.
  const [opener] = useState(() => document.activeElement)
  const lead = (event: Event) => {
    event.preventDefault()
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <div className={styles.shade} />
        <Dialog.Content className={styles.drawer} onCloseAutoFocus={lead}>
          <header className={styles.head}>
            <div className={styles.words}>
              <Dialog.Title className={styles.title}>{title}</Dialog.Title>
              <Dialog.Description className={styles.description}>{description}</Dialog.Description>
            </div>
            <Dialog.Close asChild>
              <Button kind="quiet" aria-label="Close">
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
