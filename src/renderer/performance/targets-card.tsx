import { useTranslations } from 'use-intl'
import { judgedByTarget } from '../../shared/performance/index.ts'
import { Link } from '../app/navigation.tsx'
import { usePanelLinks } from '../team-panel/panel-links.tsx'
import { Card } from '../ui/card.tsx'
import { metricText } from '../ui/metric-value.ts'
import { Pending } from '../ui/pending.tsx'
import { strong } from '../ui/rich-text.tsx'
import styles from './targets-card.module.css'
import type { Figure } from './use-figures.ts'

/** How many targets are met, and which are not: the screen in one sentence. */
export function TargetsCard({ figures }: { readonly figures: readonly Figure[] }) {
  const t = useTranslations('performance.targets')
  const { to } = usePanelLinks()
  const { judged, missed } = judgedByTarget(figures)
  const loading = figures.some(({ answer, problem }) => answer === null && problem === null)
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {loading ? (
        <Pending />
      ) : (
        <p className={styles.lead}>
          {judged.length === 0
            ? t('none')
            : missed.length === 0
              ? t.rich('allMet', { total: judged.length, strong })
              : t.rich('met', { met: judged.length - missed.length, total: judged.length, strong })}
        </p>
      )}
      {!loading && missed.length > 0 && (
        <>
          <h3 className={styles.heading}>{t('missed')}</h3>
          <ul className={styles.missed}>
            {missed.map(({ metric, now, target }) => (
              <li key={metric.id}>
                <Link to={to({ metric: metric.id })}>{metric.name}</Link>{' '}
                {t('value', { value: metricText(metric.unit, now), target: metricText(metric.unit, target) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}
