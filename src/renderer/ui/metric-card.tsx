import type { ReactNode } from 'react'
import { Card } from './card.tsx'
import styles from './metric-card.module.css'

/** One big number with its explanation, its change and its target. */
export function MetricCard({
  title,
  explanation,
  value,
  beside,
  tone,
  children,
  hint,
}: {
  readonly title: string
  readonly explanation: ReactNode
  readonly value: ReactNode
  readonly beside?: ReactNode
  readonly tone?: 'hidden' | 'at_risk' | undefined
  readonly children?: ReactNode
  /** The definition, as a tooltip. */
  readonly hint?: string | undefined
}) {
  return (
    <Card title={<span title={hint}>{title}</span>} explanation={explanation}>
      <p className={styles.big} data-tone={tone}>
        {value}
        {beside !== undefined && <small>{beside}</small>}
      </p>
      <div className={styles.below}>{children}</div>
    </Card>
  )
}

/** The unit, set smaller than its number. */
export function Unit({ children }: { readonly children: ReactNode }) {
  return <span className={styles.unit}>{children}</span>
}
