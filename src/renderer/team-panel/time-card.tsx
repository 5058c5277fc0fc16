import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import type { Rating } from '../../shared/contract/ruleset.ts'
import { type Bar, BarList } from '../ui/bar-list.tsx'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import type { CsvTable } from '../ui/csv.ts'
import { hours, percent, share } from '../ui/format.ts'
import { activityLabel, dimensionLabel, inSentence, noneLabel, ratingLabels } from '../ui/labels.ts'
import { translator } from '../text/translator.ts'
import type { MetricId } from '../../shared/metrics/catalog.ts'
import { type Dimension, isWorkedDenialDimension } from '../../shared/metrics/dimensions.ts'
import { DimensionSelect } from '../metrics/dimension-select.tsx'
import { filterOfDimension } from '../metrics/filters.ts'
import { MetricBody, IgnoredFilters } from '../metrics/metric-body.tsx'
import { valueLabel } from '../metrics/value-label.ts'
import { useMetric, useMetricScope } from '../metrics/use-metric.ts'
import styles from './time-card.module.css'
import { linkTag, MetricLink, usePanelLinks } from './panel-links.tsx'
import type { Drilldown } from './panel-view.ts'
import { rowsBehind } from './rows-behind.ts'
import { allowedTimeDimensions, isPanelDimension, type PanelDimension } from './time-dimensions.ts'

/** As many bars as fit beside a team of a dozen. */
const SHOWN = 10

const t = translator('team.time')
const noPeople: ReadonlyMap<string, string> = new Map()

/** Where the active time went. */
export function TimeCard({ answer }: { readonly answer: PanelAnswer }) {
  const { view, go } = usePanelLinks()
  const allowed = allowedTimeDimensions(view.filters)
  const by = allowed.includes(view.time) ? view.time : 'activity'
  const name = inSentence(dimensionLabel(by))
  return (
    <Card
      title={t('title')}
      explanation={isPanelDimension(by) ? t(`explanation.${by}`) : t('explanation.other', { dimension: name })}
      aside={
        isPanelDimension(by) && <CsvButton title={t('csvName', { dimension: name })} table={() => csvOf(by, answer)} />
      }
    >
      <div className={styles.dimension}>
        <DimensionSelect label={t('by')} dimensions={allowed} value={by} onChoose={(time) => go({ time })} />
      </div>
      {!isPanelDimension(by) ? (
        <MetricTime by={by} />
      ) : (
        <BarList bars={by === 'activity' ? activityBars(answer) : payerBars(answer)} none={t('none')} shown={SHOWN} />
      )}
      <NamedTime
        text="calls"
        metric="call_minutes"
        by="activity"
        rows={{ list: 'spans', presence: 'active', call: 'true' }}
      />
      <NamedTime text="manual" metric="manual_minutes" by="kind" rows={{ list: 'manual_time' }} />
    </Card>
  )
}

/** In words: time on calls, which is part of the bars, and manual time, which is not. */
function NamedTime({
  text,
  metric,
  by,
  rows,
}: {
  readonly text: 'calls' | 'manual'
  readonly metric: MetricId
  readonly by: 'activity' | 'kind'
  readonly rows: Drilldown
}) {
  const tTime = useTranslations('team.time')
  const { answer } = useMetric(metric, [by], { compare: false })
  const parts = (answer?.rows ?? []).flatMap(({ key, value }) =>
    value === null || value === 0 ? [] : [{ key, ms: value * MINUTE_MS }],
  )
  const sum = parts.reduce((total, { ms }) => total + ms, 0)
  if (answer === null || sum === 0) return null
  return (
    <div className={styles.named}>
      {tTime.rich(`${text}.sum`, {
        hours: hours(sum),
        parts: parts
          .toSorted((a, b) => b.ms - a.ms)
          .map(({ key, ms }) => t('part', { name: valueLabel(by, key, noPeople), hours: hours(ms) }))
          .join(', '),
        link: linkTag(rows, t(`${text}.rows`), 'strong'),
      })}
      <IgnoredFilters ids={answer.ignoredFilters} />
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

/** Active time by a dimension that the panel's answer does not have. */
function MetricTime({ by }: { readonly by: Dimension }) {
  const { people, filters } = useMetricScope()
  const metric = useMetric('active_minutes', [by], { compare: false })
  const filter = filterOfDimension(by)
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
              const name = key ? valueLabel(by, key, people) : noValueLabel(by)
              const amount = <b>{hours((value ?? 0) * MINUTE_MS)}</b>
              const drilldown = filter && key ? rowsBehind('active_minutes', filters, { [filter]: key }) : null
              return {
                key: key ?? '',
                name,
                amount: drilldown ? (
                  <MetricLink drilldown={drilldown} label={t('activeOf', { name })}>
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

/** Work that no denial was found for has none of a denial's values. */
function noValueLabel(by: Dimension): string {
  if (by === 'category') return t('noClaim')
  return isWorkedDenialDimension(by) ? t('noClaimOrValue') : noneLabel(by)
}

function csvOf(by: PanelDimension, answer: PanelAnswer): CsvTable {
  if (by === 'payer') {
    return {
      header: [t('csv.payer'), t('csv.active'), t('csv.hidden')],
      rows: answer.hiddenByPayer.map(({ payer, activeMs, hiddenMs }) => [
        payer,
        activeMs / HOUR_MS,
        hiddenMs / HOUR_MS,
      ]),
    }
  }
  return {
    header: [t('csv.activity'), t('csv.classification'), t('csv.active')],
    rows: answer.byActivity.map(({ activity, rating, activeMs }) => [
      activityLabel(activity),
      ratingLabels[rating],
      activeMs / HOUR_MS,
    ]),
  }
}
