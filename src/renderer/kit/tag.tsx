import type { ReactNode } from 'react'
import type { HiddenKind } from '../../shared/contract/work.ts'
import { hiddenKindMeanings, hiddenKindTags } from './labels.ts'
import styles from './tag.module.css'

export function Tag({
  tone,
  children,
  title,
}: {
  readonly tone?: 'hidden' | 'risk' | 'ok' | undefined
  readonly children: ReactNode
  readonly title?: string | undefined
}) {
  return (
    <span className={styles.tag} data-tone={tone} title={title}>
      {children}
    </span>
  )
}

export function HiddenTags({ kinds }: { readonly kinds: readonly HiddenKind[] }) {
  return (
    <span className={styles.tags}>
      {kinds.map((kind) => (
        <Tag key={kind} tone="hidden" title={hiddenKindMeanings[kind]}>
          {hiddenKindTags[kind]}
        </Tag>
      ))}
    </span>
  )
}
