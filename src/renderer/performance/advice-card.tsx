import { useTranslations } from 'use-intl'
import { MINUTE_MS } from '../../shared/time.ts'
import { Link } from '../app/navigation.tsx'
import { findingFilterNames, ignoredBy } from '../metrics/filters.ts'
import { IgnoredFilters } from '../metrics/metric-body.tsx'
import { useTeamQuery } from '../query/use-team-query.ts'
import { InsightSentence } from '../team-panel/insights-card.tsx'
import { usePanelLinks } from '../team-panel/panel-links.tsx'
import { Card } from '../ui/card.tsx'
import styles from './advice-card.module.css'

const SHOWN = 5

/** What to do: the actions that the insights recommend. */
export function AdviceCard({
  query,
}: {
  readonly query: { readonly from: number; readonly to: number; readonly team?: string | undefined }
}) {
  const t = useTranslations('performance.advice')
  const tMetrics = useTranslations('metrics')
  const { view } = usePanelLinks()
  const { value, problem } = useTeamQuery('findings', query, { everyMs: MINUTE_MS })
  const rows = value?.rows.toSorted((a, b) => b.weight - a.weight).slice(0, SHOWN) ?? []
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {rows.length > 0 ? (
        <ol className={styles.advice}>
          {rows.map((finding) => (
            <li key={finding.id}>
              <b>{finding.advice}</b> <InsightSentence finding={finding} />{' '}
              <Link className={styles.link} to={finding.link.to} data-print="hide">
                {finding.link.label}
              </Link>
            </li>
          ))}
        </ol>
      ) : (
        <p className={styles.quiet}>
          {value ? t('none') : problem ? tMetrics('failed', { reason: problem.message }) : t('loading')}
        </p>
      )}
      <IgnoredFilters ids={ignoredBy(findingFilterNames, view.filters)} />
    </Card>
  )
}
