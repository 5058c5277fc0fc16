import type { ReactNode } from 'react'
import type { MetricAnswer } from '../../shared/contract/reports.ts'
import { activityLabel } from '../ui/labels.ts'
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
        <NotNarrowed answer={metric.answer} />
      </div>
    )
  if (metric.problem) return <p className={styles.quiet}>Cannot be shown: {metric.problem.message}</p>
  return (
    <div className={styles.loading} role="status">
      <span>Adding up…</span>
    </div>
  )
}

/** That a filter leaves this number alone: it is of everything in it. */
export function NotNarrowed({ answer }: { readonly answer: MetricAnswer }) {
  if (answer.ignoredFilters.length === 0) return null
  return (
    <p className={styles.quiet}>
      not narrowed by{' '}
      {answer.ignoredFilters
        .map((name) =>
          activityLabel(name)
            .replaceAll(/([A-Z])/g, ' $1')
            .toLowerCase(),
        )
        .join(', ')}
    </p>
  )
}
