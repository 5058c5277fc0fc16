import { type ReactNode, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { DenialSum, WorklistSummary } from '../../shared/contract/worklist.ts'
import { Link } from '../app/navigation.tsx'
import { useMayCall } from '../app/use-screens.ts'
import { IgnoredFilters } from '../metrics/metric-body.tsx'
import { totalOf } from '../../shared/performance/index.ts'
import { type MetricScope, type MetricState, useMetricScope } from '../metrics/use-metric.ts'
import type { LiveQuery } from '../query/use-live-query.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { count, dollars, NO_DATA, shortDay } from '../ui/format.ts'
import { Pending } from '../ui/pending.tsx'
import { useNow } from '../ui/use-now.ts'
import { worklistColumns } from '../worklist/worklist-columns.tsx'
import { worklistAddress, worklistQuery, worklistScope } from '../worklist/worklist-view.ts'
import styles from './needs-attention-card.module.css'
import { MetricLink } from './panel-links.tsx'
import { type PanelTotal, useMetricTotal } from './panel-totals.ts'

const LIVE_MS = 10_000
const SHOWN = 5

/** The overdue and due-soon denials within the panel's filters. */
export function useDueSummary({ filters, people }: MetricScope): LiveQuery<WorklistSummary> {
  return useTeamQuery('worklistSummary', worklistQuery(worklistScope(filters, people).view), { everyMs: LIVE_MS })
}

/** The denials that need attention now with their amounts, and the ones to start with. */
export function NeedsAttentionCard({
  summary,
  zone,
}: {
  readonly summary: LiveQuery<WorklistSummary>
  readonly zone: string
}) {
  const t = useTranslations('team.needs')
  const { filters, people, period } = useMetricScope()
  const now = useNow(30_000)
  // With a period that has ended, two of the four numbers are of its end. The card says so.
  const lastDay = period.to <= now ? shortDay(period.to - 1, zone) : null
  const overdueParts = ({ overdue, pastPayerDeadline }: WorklistSummary) =>
    t('overdueParts', { deadlines: pastPayerDeadline, targets: overdue.count - pastPayerDeadline })
  const dueSoonParts = ({ atRisk, nearPayerDeadline }: WorklistSummary) =>
    t('dueSoonParts', { deadlines: nearPayerDeadline, targets: atRisk.count - nearPayerDeadline })
  const asOf = (meaning: string) => (lastDay === null ? meaning : t('asOf', { meaning, day: lastDay }))
  const { view: query, ignored } = worklistScope(filters, people)
  const first = useTeamQuery('worklist', { ...query, limit: SHOWN }, { everyMs: LIVE_MS })
  const seesMetrics = useMayCall('queryMetrics')
  const stalled = useMetricTotal('stalled_denials')
  const columns = useMemo(() => worklistColumns(now, zone, true), [now, zone])
  const rows = first.value?.rows ?? []
  return (
    <Card
      title={t('title')}
      explanation={lastDay === null ? t('explanation') : `${t('explanation')} ${t('now', { day: lastDay })}`}
      aside={
        <Link className={styles.all} to={worklistAddress(query)}>
          {t('worklist')}
        </Link>
      }
    >
      <div className={styles.columns}>
        <ul className={styles.needs}>
          <DueNeed
            name={t('overdue')}
            meaning={summary.value ? overdueParts(summary.value) : t('overdueMeaning')}
            isRisk={(summary.value?.pastPayerDeadline ?? 0) > 0}
            summary={summary}
            sum={summary.value?.overdue}
            to={worklistAddress({ ...query, due: 'overdue' })}
          />
          <DueNeed
            name={t('dueSoon')}
            meaning={summary.value ? dueSoonParts(summary.value) : t('dueSoonMeaning')}
            isRisk={(summary.value?.nearPayerDeadline ?? 0) > 0}
            summary={summary}
            sum={summary.value?.atRisk}
            to={worklistAddress({ ...query, due: 'at_risk' })}
          />
          {seesMetrics && (
            <>
              <MetricNeed
                name={t('stalled')}
                meaning={asOf(t('stalledMeaning'))}
                metric="stalled_denials"
                amountMetric="stalled_amount"
              />
              <MetricNeed
                name={t('pastDue')}
                meaning={asOf(t('pastDueMeaning'))}
                metric="overdue_denials"
                amountMetric="overdue_amount"
              />
            </>
          )}
        </ul>
        <div className={styles.first}>
          {rows.length > 0 ? (
            <DataTable rows={rows} columns={columns} noun={t('tableOf')} brief rowKey={(row) => row.id} />
          ) : (
            <p className={styles.quiet}>{first.value ? t('none') : (first.problem?.message ?? t('loading'))}</p>
          )}
        </div>
      </div>
      <IgnoredFilters ids={[...ignored, ...(stalled.answer?.ignoredFilters ?? [])]} />
    </Card>
  )
}

function DueNeed({
  name,
  meaning,
  isRisk,
  summary,
  sum,
  to,
}: {
  readonly name: string
  readonly meaning: string
  /** Red is for what the payer limits. */
  readonly isRisk: boolean
  readonly summary: LiveQuery<WorklistSummary>
  readonly sum: DenialSum | undefined
  readonly to: string
}) {
  const missing = summary.problem ? NO_DATA : <Pending />
  return (
    <li data-pressing={isRisk ? '' : undefined}>
      <Link to={to}>
        <Need
          name={name}
          meaning={meaning}
          number={sum ? count(sum.count) : missing}
          amount={sum ? dollars(sum.leftCents) : missing}
        />
      </Link>
    </li>
  )
}

function MetricNeed({
  name,
  meaning,
  metric,
  amountMetric,
}: {
  readonly name: string
  readonly meaning: string
  readonly metric: PanelTotal
  readonly amountMetric: PanelTotal
}) {
  const numbers = useMetricTotal(metric)
  const amounts = useMetricTotal(amountMetric)
  const shown = (state: MetricState, text: (value: number) => string) => {
    const value = totalOf(state.answer)?.value ?? null
    if (value !== null) return text(value)
    return state.answer || state.problem ? NO_DATA : <Pending />
  }
  return (
    <li>
      <MetricLink drilldown={{ list: 'denials', metric }} label={name}>
        <Need name={name} meaning={meaning} number={shown(numbers, count)} amount={shown(amounts, dollars)} />
      </MetricLink>
    </li>
  )
}

/** Number, name, amount and meaning: the same for all needs, so they can be compared down a column. */
function Need({
  name,
  meaning,
  number,
  amount,
}: {
  readonly name: string
  readonly meaning: string
  readonly number: ReactNode
  readonly amount: ReactNode
}) {
  return (
    <>
      <b>{number}</b> <span>{name}</span> <span className={styles.amount}>{amount}</span>{' '}
      <small className={styles.meaning}>{meaning}</small>
    </>
  )
}
