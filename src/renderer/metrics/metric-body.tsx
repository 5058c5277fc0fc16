import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { MetricAnswer } from '../../shared/contract/metrics.ts'
import { filterLabel } from './dimension-label.ts'
import styles from './metric-body.module.css'
import type { MetricState } from './use-metric.ts'

/** The content of a metric card: loading, an error, or the answer. */
export function MetricBody({
  metric,
  children,
}: {
  readonly metric: MetricState
  readonly children: (answer: MetricAnswer) => ReactNode
}) {
  const t = useTranslations('metrics')
  if (metric.answer)
    return (
      <>
        {children(metric.answer)}
        <IgnoredFilters answer={metric.answer} />
      </>
    )
  if (metric.problem) return <p className={styles.quiet}>{t('failed', { reason: metric.problem.message })}</p>
  return (
    <div className={styles.loading} role="status">
      <span>{t('adding')}</span>
    </div>
  )
}

/** Says which filters do not apply to a number. */
export function IgnoredFilters({ answer }: { readonly answer: MetricAnswer }) {
  const t = useTranslations('metrics')
  if (answer.ignoredFilters.length === 0) return null
  return (
    <p className={styles.quiet}>
      {t('ignoredFilters', { filters: answer.ignoredFilters.map((name) => filterLabel(name)).join(', ') })}
    </p>
  )
}
