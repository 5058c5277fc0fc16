import type { ReactNode } from 'react'
import { capitalized } from './format.ts'
import { hiddenKindMeaning, hiddenKindTag } from './labels.ts'
import styles from './tag.module.css'

export function Tag({
  tone,
  children,
  title,
}: {
  readonly tone?: 'hidden' | 'at_risk' | 'overdue' | 'missed' | 'target' | 'ok' | undefined
  readonly children: ReactNode
  readonly title?: string | undefined
}) {
  return (
    <span className={styles.tag} data-tone={tone} title={title}>
      {children}
    </span>
  )
}

/** Tags side by side. */
export function Tags({ children }: { readonly children: ReactNode }) {
  return <span className={styles.tags}>{children}</span>
}

export function HiddenTags({ kinds }: { readonly kinds: readonly string[] }) {
  return (
    <span className={styles.tags}>
      {kinds.map((kind) => (
        <Tag key={kind} tone="hidden" title={hiddenKindMeaning(kind)}>
          {capitalized(hiddenKindTag(kind))}
        </Tag>
      ))}
    </span>
  )
}
