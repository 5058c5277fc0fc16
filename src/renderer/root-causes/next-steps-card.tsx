import { useTranslations } from 'use-intl'
import { useMetrics } from '../metrics/use-metric.ts'
import { MetricBody } from '../metrics/metric-body.tsx'
import { MetricLink } from '../team-panel/panel-links.tsx'
import { Card } from '../ui/card.tsx'
import { capitalized, dollars } from '../ui/format.ts'
import { carcLabel, categoryLabel } from '../ui/labels.ts'
import { suggestedFix } from './fix.ts'
import styles from './root-causes-screen.module.css'

const SHOWN = 5

/** What to do about the largest reasons. */
export function NextStepsCard() {
  const t = useTranslations('rootCauses.nextSteps')
  const metrics = useMetrics(['denied_amount'], ['category', 'carc'], { compare: false })
  const amounts = metrics('denied_amount')
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      <MetricBody metric={amounts}>
        {(answer) => {
          const steps = answer.rows
            .filter(({ value }) => (value ?? 0) > 0)
            .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
            .flatMap(({ keys: [category = null, carc = null], value }) => {
              const fix = suggestedFix(category, carc)
              return fix === null || category === null ? [] : [{ category, carc, cents: value ?? 0, fix }]
            })
            .slice(0, SHOWN)
          if (steps.length === 0) return <p className={styles.quiet}>{t('none')}</p>
          return (
            <ol className={styles.steps}>
              {steps.map(({ category, carc, cents, fix }) => {
                const name = capitalized(
                  carc === null
                    ? categoryLabel(category)
                    : t('reason', { category: categoryLabel(category), carc: carcLabel(carc) }),
                )
                return (
                  <li key={`${category} ${carc}`}>
                    <p className={styles.reason}>
                      <b>{name}</b>
                      <MetricLink
                        drilldown={{ list: 'denials', metric: 'denied_amount', category, carc: carc ?? '' }}
                        label={t('amount', { reason: name })}
                      >
                        {dollars(cents)}
                      </MetricLink>
                    </p>
                    <p>{fix}</p>
                  </li>
                )
              })}
            </ol>
          )
        }}
      </MetricBody>
    </Card>
  )
}
