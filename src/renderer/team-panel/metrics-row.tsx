import { useTranslations } from 'use-intl'
import type { WorklistSummary } from '../../shared/contract/worklist.ts'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { Link } from '../app/navigation.tsx'
import { Change } from '../metrics/change.tsx'
import { IgnoredFilters } from '../metrics/metric-body.tsx'
import { totalOf } from '../../shared/performance/index.ts'
import { type MetricState, useMetricCatalog, useMetricScope } from '../metrics/use-metric.ts'
import type { LiveQuery } from '../query/use-live-query.ts'
import { count, dollars, NO_DATA, percent } from '../ui/format.ts'
import { MetricCard, Unit } from '../ui/metric-card.tsx'
import { metricParts, metricText } from '../ui/metric-value.ts'
import { useNow } from '../ui/use-now.ts'
import { Pending } from '../ui/pending.tsx'
import { worklistAddress, worklistScope } from '../worklist/worklist-view.ts'
import { HiddenTaxCard } from './hidden-tax-card.tsx'
import styles from './metrics-row.module.css'
import { MetricLink } from './panel-links.tsx'
import { type PanelTotal, useMetricTotal } from './panel-totals.ts'
import { rowsBehind } from './rows-behind.ts'

/** The four main numbers of the panel. */
export function MetricsRow({
  answer,
  summary,
  against,
}: {
  readonly answer: PanelAnswer | null
  readonly summary: LiveQuery<WorklistSummary>
  readonly against: string
}) {
  return (
    <div className={styles.cards}>
      <DueSoonCard summary={summary} />
      <WithinSlaCard against={against} />
      <MinutesCard against={against} />
      <HiddenTaxCard answer={answer} against={against} />
    </div>
  )
}

function DueSoonCard({ summary }: { readonly summary: LiveQuery<WorklistSummary> }) {
  const t = useTranslations('team.cards.dueSoon')
  const { filters, people, period } = useMetricScope()
  const now = useNow(30_000)
  const { value } = summary
  const { view, ignored } = worklistScope(filters, people)
  return (
    <MetricCard
      title={t('title')}
      explanation={period.to <= now ? t('explanationNow') : t('explanation')}
      tone={value && value.nearPayerDeadline > 0 ? 'at_risk' : undefined}
      value={
        <Link className={styles.link} to={worklistAddress({ ...view, due: 'at_risk' })}>
          {value ? count(value.atRisk.count) : summary.problem ? NO_DATA : <Pending />}
        </Link>
      }
      beside={value && dollars(value.atRisk.leftCents)}
    >
      {value && t('overdue', { count: count(value.overdue.count), amount: dollars(value.overdue.leftCents) })}
      <IgnoredFilters ids={ignored} />
    </MetricCard>
  )
}

function WithinSlaCard({ against }: { readonly against: string }) {
  const t = useTranslations('team.cards.withinSla')
  const catalog = useMetricCatalog()
  const sla = useMetricTotal('worked_within_sla')
  const total = totalOf(sla.answer)
  const onTime = total?.numerator ?? null
  const due = total?.denominator ?? null
  return (
    <MetricCard
      title={t('title')}
      explanation={t('explanation')}
      hint={catalog.get('worked_within_sla')?.definition}
      value={<MetricValueLink metric={sla} id="worked_within_sla" label={t('title')} value={total?.value ?? null} />}
      beside={
        onTime !== null && due !== null && due > 0 ? t('counts', { onTime: count(onTime), due: count(due) }) : undefined
      }
    >
      <MetricChange state={sla} direction="up" against={against} />
    </MetricCard>
  )
}

function MinutesCard({ against }: { readonly against: string }) {
  const t = useTranslations('team.cards.minutes')
  const catalog = useMetricCatalog()
  const minutes = useMetricTotal('minutes_per_denial')
  const total = totalOf(minutes.answer)
  const unattributed = minutes.answer?.unattributedShare ?? null
  return (
    <MetricCard
      title={t('title')}
      explanation={
        unattributed === null ? t('explanationWithoutTime') : t('explanation', { share: percent(unattributed) })
      }
      hint={catalog.get('minutes_per_denial')?.definition}
      value={
        <MetricValueLink
          metric={minutes}
          id="minutes_per_denial"
          label={t('title')}
          value={total?.p50 ?? total?.value ?? null}
        />
      }
      beside={total && total.p90 !== null ? t('p90', { value: metricText('min', total.p90) }) : undefined}
    >
      <MetricChange state={minutes} direction="down" against={against} median />
    </MetricCard>
  )
}

function MetricValueLink({
  metric,
  id,
  label,
  value,
}: {
  readonly metric: MetricState
  readonly id: PanelTotal
  readonly label: string
  readonly value: number | null
}) {
  const { filters } = useMetricScope()
  const [number, suffix] = metricParts(metric.answer?.unit ?? '', value)
  const drilldown = rowsBehind(id, filters)
  const shown = (
    <>
      {metric.answer || metric.problem ? number : <Pending />}
      {suffix !== '' && <Unit>{suffix}</Unit>}
    </>
  )
  return drilldown ? (
    <MetricLink drilldown={drilldown} label={label}>
      {shown}
    </MetricLink>
  ) : (
    <span>{shown}</span>
  )
}

function MetricChange({
  state,
  direction,
  against,
  median = false,
}: {
  readonly state: MetricState
  readonly direction: 'up' | 'down'
  readonly against: string
  readonly median?: boolean
}) {
  const t = useTranslations('metrics')
  if (!state.answer) return state.problem ? <p>{t('failed', { reason: state.problem.message })}</p> : null
  const valueOf = (answer: MetricState['answer']) => {
    const row = totalOf(answer)
    return (median ? (row?.p50 ?? row?.value) : row?.value) ?? null
  }
  return (
    <>
      <Change
        unit={state.answer.unit}
        now={valueOf(state.answer)}
        before={valueOf(state.before)}
        direction={direction}
        against={against}
        target={state.answer.target}
      />
      <IgnoredFilters ids={state.answer.ignoredFilters} />
    </>
  )
}
