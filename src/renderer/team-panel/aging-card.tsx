import { useTranslations } from 'use-intl'
import { ageBuckets } from '../../shared/denials/value-bands.ts'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { capitalized, count, dollars } from '../ui/format.ts'
import { ageBucketLabel } from '../ui/labels.ts'
import { MetricBody } from '../metrics/metric-body.tsx'
import { valueLabel } from '../metrics/value-label.ts'
import { useMetrics, useMetricScope } from '../metrics/use-metric.ts'
import styles from './aging-card.module.css'
import { MetricLink } from './panel-links.tsx'

const oldest = new Set(['61_90', '91_up'])

/** A heat map of open denials by reason and age. Numbers and underlined headers repeat what the colors say. */
export function AgingCard() {
  const t = useTranslations('team.aging')
  const { people } = useMetricScope()
  const metrics = useMetrics(['open_denials', 'open_amount'], ['category', 'age_bucket'], { compare: false })
  const [counts, amounts] = [metrics('open_denials'), metrics('open_amount')]
  const valueOf = (answer: typeof counts.answer, category: string | null, bucket: string) =>
    answer?.rows.find(({ keys }) => keys[0] === category && keys[1] === bucket)?.value ?? null
  const categories = [...new Set(counts.answer?.rows.map(({ keys }) => keys[0] ?? null))]
    .map((category) => ({
      category,
      total: ageBuckets.reduce((sum, { id }) => sum + (valueOf(counts.answer, category, id) ?? 0), 0),
    }))
    .toSorted((a, b) => b.total - a.total)
  const most = Math.max(1, ...(counts.answer?.rows.map(({ value }) => value ?? 0) ?? []))
  const name = (category: string | null) => valueLabel('category', category, people)
  return (
    <Card
      title={t('title')}
      explanation={t('explanation')}
      aside={
        <CsvButton
          title={t('csvName')}
          table={() => ({
            header: [t('csv.reason'), t('csv.age'), t('csv.open'), t('csv.denied')],
            rows: categories.flatMap(({ category }) =>
              ageBuckets.map(({ id }) => {
                const cents = valueOf(amounts.answer, category, id)
                return [
                  name(category),
                  ageBucketLabel(id),
                  valueOf(counts.answer, category, id) ?? 0,
                  cents === null ? null : cents / 100,
                ]
              }),
            ),
          })}
        />
      }
    >
      <MetricBody metric={counts}>
        {() =>
          categories.length === 0 ? (
            <p className={styles.quiet}>{t('none')}</p>
          ) : (
            <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('tableOf')}>
              <table className={styles.heat}>
                <thead>
                  <tr>
                    <th scope="col">{t('reason')}</th>
                    {ageBuckets.map(({ id }) => (
                      <th key={id} scope="col" data-old={oldest.has(id) ? '' : undefined}>
                        {t(`age.${id}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {categories.map(({ category }) => (
                    <tr key={category}>
                      <th scope="row">{capitalized(name(category))}</th>
                      {ageBuckets.map(({ id }) => {
                        const value = valueOf(counts.answer, category, id)
                        const cents = valueOf(amounts.answer, category, id)
                        const level = value === null || value === 0 ? 0 : Math.ceil((value / most) * 4)
                        return (
                          <td
                            key={id}
                            data-level={level}
                            data-old={oldest.has(id) ? '' : undefined}
                            title={cents === null ? undefined : t('denied', { amount: dollars(cents) })}
                          >
                            {value === null || value === 0 ? (
                              <span className={styles.quiet}>0</span>
                            ) : (
                              <MetricLink
                                drilldown={{
                                  list: 'denials',
                                  metric: 'open_denials',
                                  category: category ?? '',
                                  ageBucket: id,
                                }}
                                label={t('openDenials', { reason: name(category), age: ageBucketLabel(id) })}
                              >
                                {count(value)}
                              </MetricLink>
                            )}
                          </td>
                        )
                      })}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </MetricBody>
    </Card>
  )
}
