import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'
import styles from './copy-line.module.css'
import { Field } from './field.tsx'

/** A line of text with a button that copies it; where the browser does not let it, the line is selected. */
export function CopyLine({ label, text }: { readonly label: string; readonly text: string }) {
  const t = useTranslations('ui')
  const [done, setDone] = useState<'copied' | 'selected' | null>(null)
  return (
    <div className={styles.copy}>
      <Field label={label}>
        {(input) => (
          <span className={styles.line}>
            <input {...input} readOnly value={text} onFocus={(event) => event.target.select()} />
            <Button
              small
              aria-label={`${t('copy')}: ${label}`}
              onClick={(event) => {
                event.currentTarget.parentElement?.querySelector('input')?.select()
                // Only a page that came by HTTPS, or from this computer, has a clipboard.
                const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
                copied.then(
                  () => setDone('copied'),
                  () => setDone('selected'),
                )
              }}
            >
              {t('copy')}
            </Button>
            <span role="status" className={styles.done}>
              {done && t(done)}
            </span>
          </span>
        )}
      </Field>
    </div>
  )
}
