import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { ChangeList, summaryOf } from './change-list.tsx'
import type { Change } from './diff.ts'
import styles from './publish-bar.module.css'

interface PublishBarProps {
  readonly changes: readonly Change[]
  readonly nextVersion: number
  /** How many errors stand in the way. */
  readonly errors: number
  readonly publishing: boolean
  readonly onShowError: () => void
  readonly onSelect: (key: number) => void
  readonly onDiscard: () => void
  readonly onPublish: () => void
}

export function PublishBar({
  changes,
  nextVersion,
  errors,
  publishing,
  onShowError,
  onSelect,
  onDiscard,
  onPublish,
}: PublishBarProps) {
  const [open, setOpen] = useState(false)
  const [asked, setAsked] = useState(false)
  return (
    <section className={styles.bar} aria-label="Draft">
      <div className={styles.line}>
        <p className={styles.words}>
          <b>Draft</b> · {summaryOf(changes)}
        </p>
        {errors > 0 && (
          <button type="button" className={styles.errors} onClick={onShowError}>
            ! {errors === 1 ? 'One error' : `${errors} errors`} to mend: show
          </button>
        )}
        <Button kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide changes' : 'Show changes'}
        </Button>
        {asked ? (
          <>
            <Button onClick={onDiscard}>Yes, discard them</Button>
            <Button kind="quiet" onClick={() => setAsked(false)}>
              Keep
            </Button>
          </>
        ) : (
          <Button onClick={() => setAsked(true)}>Discard…</Button>
        )}
        <Button kind="primary" disabled={publishing || errors > 0} onClick={onPublish}>
          {publishing ? 'Publishing…' : `Publish version ${nextVersion}`}
        </Button>
      </div>
      {open && <ChangeList changes={changes} onSelect={onSelect} />}
    </section>
  )
}
