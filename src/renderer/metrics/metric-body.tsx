import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { MetricAnswer } from '../../shared/contract/metrics.ts'
import { dimensionLabel, inSentence } from '../ui/labels.ts'
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
        <IgnoredFilters ids={metric.answer.ignoredFilters} />
      </>
    )
  if (metric.problem) return <p className={styles.quiet}>{t('failed', { reason: metric.problem.message })}</p>
  return (
    <div className={styles.loading} role="status">
      <span>{t('adding')}</span>
    </div>
  )
}

/** Says which filters do not apply to the numbers of a card. @param ids of the filters' dimensions */
export function IgnoredFilters({ ids }: { readonly ids: readonly string[] }) {
  const t = useTranslations('metrics')
  if (ids.length === 0) return null
  const filters = [...new Set(ids)].map((id) => inSentence(dimensionLabel(id))).join(', ')
  return <p className={styles.quiet}>{t('ignoredFilters', { filters })}</p>
}
