import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Tag } from '../ui/tag.tsx'
import styles from './policy.module.css'

/** One setting: its control with the sentence that says what it changes, then what values it takes, and whether it was changed. */
export function Setting({
  range,
  changed,
  differs,
  wide = false,
  children,
}: {
  /** Such as `1 second to 4 hours; default 3 minutes`. */
  readonly range: string
  /** The draft has another value than the published version. */
  readonly changed: boolean
  /** The draft has another value than the default. */
  readonly differs: boolean
  /** Takes the whole width of the card. */
  readonly wide?: boolean
  readonly children: ReactNode
}) {
  const t = useTranslations('policy')
  return (
    <div className={styles.setting} data-changed={changed ? '' : undefined} data-wide={wide ? '' : undefined}>
      {children}
      <p className={styles.range}>
        {range}
        {changed && <Tag tone="missed">{t('changed')}</Tag>}
        {differs && <Tag tone="target">{t('notDefault')}</Tag>}
      </p>
    </div>
  )
}
