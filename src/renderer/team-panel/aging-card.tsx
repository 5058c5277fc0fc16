import { ageBuckets } from '../../shared/denials/value-bands.ts'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { count, dollars } from '../ui/format.ts'
import { MetricBody } from '../metrics/metric-body.tsx'
import { dimensionLabel } from '../metrics/dimension-label.ts'
import { useMetric, useMetricScope } from '../metrics/use-metric.ts'
import styles from './aging-card.module.css'
import { MetricLink } from './panel-links.tsx'

const oldest = new Set(['61_90', '91_up'])

/** Open denials by reason and age, the darker the more there are, in either tint; the numbers and the underlined heads say the same. */
export function AgingCard() {
  const { people } = useMetricScope()
  const counts = useMetric('open_denials', 'category,age_bucket', { compare: false })
  const amounts = useMetric('open_amount', 'category,age_bucket', { compare: false })
  const valueOf = (answer: typeof counts.answer, category: string | null, bucket: string) =>
    answer?.rows.find(({ keys }) => keys[0] === category && keys[1] === bucket)?.value ?? null
  const categories = [...new Set(counts.answer?.rows.map(({ keys }) => keys[0] ?? null))]
    .map((category) => ({
      category,
      total: ageBuckets.reduce((sum, { id }) => sum + (valueOf(counts.answer, category, id) ?? 0), 0),
    }))
    .toSorted((a, b) => b.total - a.total)
  const most = Math.max(1, ...(counts.answer?.rows.map(({ value }) => value ?? 0) ?? []))
  const name = (category: string | null) => dimensionLabel('category', category, people)
  return (
    <Card
      title="Queue ageing"
      explanation="open denials by reason and days since receipt, at the end of the period or now; old ones are underlined"
      aside={
        <CsvButton
          title="queue ageing"
          table={() => ({
            header: ['Reason', 'Age', 'Open denials', 'Denied $'],
            rows: categories.flatMap(({ category }) =>
              ageBuckets.map(({ id, label }) => {
                const cents = valueOf(amounts.answer, category, id)
                return [
                  name(category),
                  label,
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
            <p className={styles.quiet}>No denial is open.</p>
          ) : (
            <div className={styles.scroll} tabIndex={0} role="region" aria-label="Table of open denials by age">
              <table className={styles.heat}>
                <thead>
                  <tr>
                    <th scope="col">Reason</th>
                    {ageBuckets.map(({ id, label }) => (
                      <th key={id} scope="col" data-old={oldest.has(id) ? '' : undefined}>
                        {label.replace(' days', '').replace('over 90', '90+')}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {categories.map(({ category }) => (
                    <tr key={category}>
                      <th scope="row">{name(category)}</th>
                      {ageBuckets.map(({ id, label }) => {
                        const value = valueOf(counts.answer, category, id)
                        const cents = valueOf(amounts.answer, category, id)
                        const level = value === null || value === 0 ? 0 : Math.ceil((value / most) * 4)
                        return (
                          <td
                            key={id}
                            data-level={level}
                            data-old={oldest.has(id) ? '' : undefined}
                            title={cents === null ? undefined : `${dollars(cents)} denied`}
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
                                label={`Open denials, ${name(category)}, ${label}`}
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
