import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import type { Rating } from '../../shared/contract/ruleset.ts'
import { type Bar, BarList } from '../ui/bar-list.tsx'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import type { CsvTable } from '../ui/csv.ts'
import { hours, percent, share } from '../ui/format.ts'
import { activityLabel, ratingLabels } from '../ui/labels.ts'
import { translator } from '../text/translator.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { MetricBody, IgnoredFilters } from '../metrics/metric-body.tsx'
import { dimensionLabel } from '../metrics/dimension-label.ts'
import { useMetric, useMetricScope } from '../metrics/use-metric.ts'
import styles from './time-card.module.css'
import { linkTag, MetricLink, usePanelLinks } from './panel-links.tsx'
import { type TimeDimension, timeDimensions } from './panel-view.ts'

/** As many bars as fit beside a team of a dozen. */
const SHOWN = 10

const t = translator('team.time')
const noPeople: ReadonlyMap<string, string> = new Map()

/** Where the active time went. */
export function TimeCard({ answer }: { readonly answer: PanelAnswer }) {
  const { view, to } = usePanelLinks()
  const by = view.time
  return (
    <Card
      title={t('title')}
      explanation={t(`explanation.${by}`)}
      aside={by !== 'category' && <CsvButton title={t(`csvName.${by}`)} table={() => csvOf(by, answer)} />}
    >
      <div className={styles.dimension}>
        <SegmentedControl
          label={t('by')}
          items={timeDimensions.map((dimension) => ({
            name: t(`dimension.${dimension}`),
            to: to({ time: dimension }),
            current: dimension === by,
          }))}
        />
      </div>
      {by === 'category' ? (
        <CategoryTime />
      ) : (
        <BarList bars={by === 'activity' ? activityBars(answer) : payerBars(answer)} none={t('none')} shown={SHOWN} />
      )}
      <ManualTime />
    </Card>
  )
}

/** Manual time, which is not part of the bars. */
function ManualTime() {
  const tManual = useTranslations('team.time')
  const { answer } = useMetric('manual_minutes', 'kind', { compare: false })
  const kinds = (answer?.rows ?? []).flatMap(({ key, value }) =>
    value === null || value === 0 ? [] : [{ key, ms: value * 60_000 }],
  )
  const sum = kinds.reduce((total, { ms }) => total + ms, 0)
  if (answer === null || sum === 0) return null
  return (
    <div className={styles.named}>
      {tManual.rich('manual', {
        hours: hours(sum),
        kinds: kinds
          .toSorted((a, b) => b.ms - a.ms)
          .map(({ key, ms }) => t('manualKind', { kind: dimensionLabel('kind', key, noPeople), hours: hours(ms) }))
          .join(', '),
        link: linkTag({ list: 'manual_time' }, t('manualTime'), 'strong'),
      })}
      <IgnoredFilters answer={answer} />
    </div>
  )
}

function activityBars(answer: PanelAnswer): Bar[] {
  const activities = answer.byActivity
    .filter(({ activeMs }) => activeMs > 0)
    .toSorted((a, b) => b.activeMs - a.activeMs)
  return activities.map(({ activity, rating, activeMs }) => ({
    key: `${activity} ${rating}`,
    name: activityLabel(activity),
    note: t('activityNote', {
      rating: ratingLabels[rating],
      share: percent(share(activeMs, answer.totals.activeMs)),
    }),
    amount: (
      <MetricLink
        drilldown={{ list: 'spans', presence: 'active', activity, rating }}
        label={t('activeOf', { name: activityLabel(activity) })}
      >
        <b>{hours(activeMs)}</b>
      </MetricLink>
    ),
    value: activeMs,
    shade: rating satisfies Rating,
  }))
}

function payerBars(answer: PanelAnswer): Bar[] {
  const payers = answer.hiddenByPayer.filter(({ activeMs }) => activeMs > 0).toSorted((a, b) => b.activeMs - a.activeMs)
  return payers.map(({ payer, hiddenMs, activeMs }) => {
    const name = payer ?? t('noPayer')
    return {
      key: payer ?? '',
      name,
      note: t.rich('payerNote', {
        hours: hours(hiddenMs),
        share: percent(share(hiddenMs, activeMs)),
        link: linkTag({ list: 'spans', kind: 'any', payer: payer ?? '' }, t('hiddenOf', { name })),
      }),
      amount: (
        <MetricLink
          drilldown={{ list: 'spans', presence: 'active', payer: payer ?? '' }}
          label={t('activeOf', { name })}
        >
          <b>{hours(activeMs)}</b>
        </MetricLink>
      ),
      value: activeMs,
      part: hiddenMs,
    }
  })
}

function CategoryTime() {
  const { people } = useMetricScope()
  const metric = useMetric('active_minutes', 'category', { compare: false })
  return (
    <MetricBody metric={metric}>
      {({ rows }) => (
        <BarList
          none={t('none')}
          shown={SHOWN}
          bars={rows
            .filter(({ value }) => value !== null && value > 0)
            .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
            .map(({ key, value }): Bar => {
              const name = key === null || key === '' ? t('noClaim') : dimensionLabel('category', key, people)
              const amount = <b>{hours((value ?? 0) * 60_000)}</b>
              return {
                key: key ?? '',
                name,
                amount: key ? (
                  <MetricLink
                    drilldown={{ list: 'denials', metric: 'minutes_per_denial', category: key }}
                    label={t('activeOf', { name })}
                  >
                    {amount}
                  </MetricLink>
                ) : (
                  amount
                ),
                value: value ?? 0,
              }
            })}
        />
      )}
    </MetricBody>
  )
}

function csvOf(by: Exclude<TimeDimension, 'category'>, answer: PanelAnswer): CsvTable {
  const hour = 3_600_000
  if (by === 'payer') {
    return {
      header: [t('csv.payer'), t('csv.active'), t('csv.hidden')],
      rows: answer.hiddenByPayer.map(({ payer, activeMs, hiddenMs }) => [payer, activeMs / hour, hiddenMs / hour]),
    }
  }
  return {
    header: [t('csv.activity'), t('csv.classification'), t('csv.active')],
    rows: answer.byActivity.map(({ activity, rating, activeMs }) => [
      activityLabel(activity),
      ratingLabels[rating],
      activeMs / hour,
    ]),
  }
}
