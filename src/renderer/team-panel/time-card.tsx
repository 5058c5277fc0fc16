import type { PanelAnswer } from '../../shared/contract/reports.ts'
import type { Rating } from '../../shared/contract/ruleset.ts'
import { type Bar, BarList } from '../ui/bar-list.tsx'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import type { CsvTable } from '../ui/csv.ts'
import { hours, percent, share } from '../ui/format.ts'
import { activityLabel, ratingLabels } from '../ui/labels.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { MetricBody, NotNarrowed } from '../metrics/metric-body.tsx'
import { dimensionLabel } from '../metrics/dimension-label.ts'
import { useMetric, useMetricScope } from '../metrics/use-metric.ts'
import styles from './time-card.module.css'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import { type TimeDimension, timeDimensions } from './panel-view.ts'

/** As many as stand beside a team of a dozen. */
const SHOWN = 10

const names: Readonly<Record<TimeDimension, string>> = { activity: 'Activity', payer: 'Payer', category: 'Reason' }
const explanations: Readonly<Record<TimeDimension, string>> = {
  activity: 'active time by activity, as the rules rate it',
  payer: 'active time by payer; the striped part moved no denial',
  category: 'active time on denials, by why they were denied',
}

/** Where the active time went. */
export function TimeCard({ answer }: { readonly answer: PanelAnswer }) {
  const { view, to } = usePanelLinks()
  const by = view.time
  return (
    <Card
      title="Where the time goes"
      explanation={explanations[by]}
      aside={<CsvButton title={`time by ${names[by].toLowerCase()}`} table={() => csvOf(by, answer)} />}
    >
      <div className={styles.choice}>
        <SegmentedControl
          label="Time by"
          items={timeDimensions.map((dimension) => ({
            name: names[dimension],
            to: to({ time: dimension }),
            current: dimension === by,
          }))}
        />
      </div>
      {by === 'category' ? (
        <CategoryTime />
      ) : (
        <BarList
          bars={by === 'activity' ? activityBars(answer) : payerBars(answer)}
          none="No active time in this period."
          shown={SHOWN}
        />
      )}
      <NamedTime />
    </Card>
  )
}

/** What people named, apart from the bars, which it is in none of. Nothing where nobody has. */
function NamedTime() {
  const { answer } = useMetric('manual_minutes', 'kind', { compare: false })
  const kinds = (answer?.rows ?? []).flatMap(({ key, value }) =>
    value === null || value === 0 ? [] : [{ key, value }],
  )
  const ms = (minutes: number) => minutes * 60_000
  const sum = kinds.reduce((total, { value }) => total + value, 0)
  if (answer === null || sum === 0) return null
  return (
    <div className={styles.named}>
      <MetricLink drilldown={{ list: 'manual_time' }} label="Manual time">
        <b>{hours(ms(sum))}</b>
      </MetricLink>{' '}
      away from the keyboard, as people named it, and in none of the bars:{' '}
      {kinds
        .toSorted((a, b) => b.value - a.value)
        .map(({ key, value }) => `${dimensionLabel('kind', key, noPeople)} ${hours(ms(value))}`)
        .join(', ')}
      <NotNarrowed answer={answer} />
    </div>
  )
}

const noPeople: ReadonlyMap<string, string> = new Map()

function activityBars(answer: PanelAnswer): Bar[] {
  const activities = answer.byActivity
    .filter(({ activeMs }) => activeMs > 0)
    .toSorted((a, b) => b.activeMs - a.activeMs)
  return activities.map(({ activity, rating, activeMs }) => ({
    key: `${activity} ${rating}`,
    name: activityLabel(activity),
    note: `${ratingLabels[rating]} · ${percent(share(activeMs, answer.totals.activeMs))}`,
    amount: (
      <MetricLink
        drilldown={{ list: 'spans', presence: 'active', activity, rating }}
        label={`Active time, ${activityLabel(activity)}`}
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
    const name = payer ?? 'no payer named'
    return {
      key: payer ?? '',
      name,
      note: (
        <>
          <MetricLink drilldown={{ list: 'spans', kind: 'any', payer: payer ?? '' }} label={`Hidden work, ${name}`}>
            {hours(hiddenMs)}
          </MetricLink>{' '}
          hidden, {percent(share(hiddenMs, activeMs))}
        </>
      ),
      amount: (
        <MetricLink
          drilldown={{ list: 'spans', presence: 'active', payer: payer ?? '' }}
          label={`Active time, ${name}`}
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
          none="No active time in this period."
          shown={SHOWN}
          bars={rows
            .filter(({ value }) => value !== null && value > 0)
            .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
            .map(({ key, value }): Bar => {
              const name = key === null || key === '' ? 'no denial named' : dimensionLabel('category', key, people)
              const amount = <b>{hours((value ?? 0) * 60_000)}</b>
              return {
                key: key ?? '',
                name,
                amount: key ? (
                  <MetricLink
                    drilldown={{ list: 'denials', metric: 'minutes_per_denial', category: key }}
                    label={`Active time, ${name}`}
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

function csvOf(by: TimeDimension, answer: PanelAnswer): CsvTable {
  const hour = 3_600_000
  if (by === 'payer') {
    return {
      header: ['Payer', 'Active hours', 'Hidden hours'],
      rows: answer.hiddenByPayer.map(({ payer, activeMs, hiddenMs }) => [payer, activeMs / hour, hiddenMs / hour]),
    }
  }
  return {
    header: ['Activity', 'Rating', 'Active hours'],
    rows: answer.byActivity.map(({ activity, rating, activeMs }) => [
      activityLabel(activity),
      ratingLabels[rating],
      activeMs / hour,
    ]),
  }
}
