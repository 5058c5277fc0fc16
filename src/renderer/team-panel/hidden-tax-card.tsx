import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { MINUTE_MS, WEEK_MS } from '../../shared/time.ts'
import { Change } from '../metrics/change.tsx'
import { denialFilterNames } from '../metrics/filters.ts'
import { IgnoredFilters } from '../metrics/metric-body.tsx'
import { totalOf } from '../../shared/performance/index.ts'
import { dollars, hours } from '../ui/format.ts'
import { MetricCard, Unit } from '../ui/metric-card.tsx'
import { metricParts } from '../ui/metric-value.ts'
import { Pending } from '../ui/pending.tsx'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import { useMetricTotal } from './panel-totals.ts'

/** Monday to Friday evening: a part of a week says what it cost, not what a week would. */
const LEAST_OF_A_WEEK = 4.5 / 7

/** The share of denial work that is hidden work, with its cost per week. */
export function HiddenTaxCard({ answer, against }: { readonly answer: PanelAnswer | null; readonly against: string }) {
  const t = useTranslations('team.cards.tax')
  const { view } = usePanelLinks()
  const tax = useMetricTotal('hidden_work_tax')
  const cost = useMetricTotal('hidden_cost')
  const total = totalOf(tax.answer)
  // With a filter that only denials have, the panel's records are not those of the metric, so there are no rows to open.
  const hasRows = denialFilterNames.every((name) => view.filters[name] === undefined)
  const value = total?.value ?? null
  const [number, suffix] = metricParts('ratio', value)
  const shown =
    tax.answer || tax.problem ? (
      <>
        {number}
        <Unit>{suffix}</Unit>
      </>
    ) : (
      <Pending />
    )
  const cents = totalOf(cost.answer)?.value ?? null
  const weeks = answer && (Math.min(answer.to, answer.latestEndedAt ?? answer.to) - answer.recordedFrom) / WEEK_MS
  const minutes = total?.numerator ?? null
  return (
    <MetricCard
      title={t('title')}
      explanation={t('explanation')}
      tone="hidden"
      value={
        hasRows ? (
          <MetricLink drilldown={{ list: 'spans', kind: 'any' }} label={t('title')}>
            {shown}
          </MetricLink>
        ) : (
          <span>{shown}</span>
        )
      }
      beside={
        value !== null && (
          <>
            {minutes !== null && hours(minutes * MINUTE_MS)}
            {cents !== null && weeks !== null && (
              <span title={t('perWeekHint')}>
                {' '}
                ·{' '}
                {weeks < LEAST_OF_A_WEEK
                  ? t('inPeriod', { amount: dollars(cents) })
                  : t('perWeek', { amount: dollars(cents / Math.max(1, weeks)) })}
              </span>
            )}
          </>
        )
      }
    >
      {tax.answer && (
        <>
          <Change
            unit="ratio"
            now={value}
            before={totalOf(tax.before)?.value ?? null}
            direction="down"
            against={against}
            target={tax.answer.target}
          />
          <IgnoredFilters ids={tax.answer.ignoredFilters} />
        </>
      )}
    </MetricCard>
  )
}
