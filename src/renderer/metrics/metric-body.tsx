import type { ReactNode } from 'react'
import type { MetricAnswer } from '../../shared/contract/reports.ts'
import type { MetricState } from './use-metric.ts'
import styles from './metric-body.module.css'

/** What a card shows of a metric: on its way, gone wrong, or the answer. */
export function MetricBody({
  metric,
  children,
}: {
  readonly metric: MetricState
  readonly children: (answer: MetricAnswer) => ReactNode
}) {
  if (metric.answer)
    return (
      <div data-stale={metric.current ? undefined : ''} className={styles.body}>
        {children(metric.answer)}
      </div>
    )
  if (metric.problem) return <p className={styles.quiet}>Cannot be shown: {metric.problem.message}</p>
  return (
    <div className={styles.loading} role="status">
      <span>Adding up…</span>
    </div>
  )
}
