import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { MetricId } from '../../shared/metrics/catalog.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import { IgnoredFilters } from '../metrics/metric-body.tsx'
import { useMetrics } from '../metrics/use-metric.ts'
import { MetricLink } from '../team-panel/panel-links.tsx'
import type { enUS } from '../text/messages.ts'
import { translator } from '../text/translator.ts'
import { Card } from '../ui/card.tsx'
import { type Column, type Columns, DataTable } from '../ui/data-table.tsx'
import { dollars, duration, NO_DATA, percent } from '../ui/format.ts'
import { metricCsv, metricText } from '../ui/metric-value.ts'
import { strong } from '../ui/rich-text.tsx'
import {
  type Effort,
  effortMetrics,
  type EffortReport,
  effortReport,
  toldIgnored,
} from '../../shared/performance/index.ts'
import styles from './effort-card.module.css'

const tEffort = translator('performance.effort')
const PAGE_ROWS = 10

/** Is a payer worth the time? Effort beside outcome, payer by payer. */
export function EffortCard() {
  const t = useTranslations('performance.effort')
  const tMetrics = useTranslations('metrics')
  const states = useMetrics(effortMetrics, ['payer'], { compare: false })
  const { answer, problem } = states('recovery_per_hour')
  return (
    <Card title={t('title')} explanation={t('explanation')} className={styles.card}>
      {answer ? (
        <EffortTable report={effortReport((id) => states(id).answer)} />
      ) : (
        <p className={styles.quiet} role="status">
          {problem ? tMetrics('failed', { reason: problem.message }) : tMetrics('adding')}
        </p>
      )}
      <IgnoredFilters ids={effortMetrics.flatMap((id) => toldIgnored(id, states(id).answer))} />
    </Card>
  )
}

function EffortTable({ report: { rows, unattributed } }: { readonly report: EffortReport }) {
  const t = useTranslations('performance.effort')
  if (rows.length === 0) return <p className={styles.quiet}>{t('none')}</p>
  const rated = rows.filter(({ centsPerHour }) => centsPerHour !== null)
  const [best, worst] = [rated[0], rated.at(-1)]
  const rate = (row: Effort) => metricText('cents_per_hour', row.centsPerHour)
  return (
    <>
      {best && worst && (
        <p className={styles.lead}>
          {best === worst
            ? t.rich('leadOne', { best: best.payer, bestRate: rate(best), strong })
            : t.rich('lead', {
                best: best.payer,
                bestRate: rate(best),
                worst: worst.payer,
                worstRate: rate(worst),
                strong,
              })}
        </p>
      )}
      {unattributed && (
        <p className={styles.quiet}>
          {unattributed.share === 0
            ? t('allAttributed')
            : unattributed.minutes === null
              ? t.rich('shareNotAttributed', { share: percent(unattributed.share), strong })
              : t.rich('notAttributed', {
                  share: percent(unattributed.share),
                  time: duration(unattributed.minutes * MINUTE_MS),
                  strong,
                })}
        </p>
      )}
      <DataTable
        rows={rows}
        columns={effortColumns}
        noun={t('tableOf')}
        rowKey={({ payer }) => payer}
        pageRows={PAGE_ROWS}
      />
    </>
  )
}

/** A column of numbers. Without data they come last. */
function numberColumn(
  id: keyof typeof enUS.performance.effort.csvColumn,
  value: (row: Effort) => number | null,
  cell: (row: Effort) => ReactNode,
  csv: (row: Effort) => number | null = value,
): Column<Effort> {
  return {
    id,
    header: tEffort(`column.${id}`),
    csvHeader: tEffort(`csvColumn.${id}`),
    numeric: true,
    sortBy: (row) => value(row) ?? -1,
    csv,
    cell,
  }
}

/** The text of a number, as a link to the payer's denials behind it. */
function linked(metric: MetricId, payer: string, label: string, text: string): ReactNode {
  if (text === NO_DATA) return text
  return (
    <MetricLink drilldown={{ list: 'denials', metric, payer }} label={label}>
      {text}
    </MetricLink>
  )
}

const effortColumns: Columns<Effort> = [
  {
    id: 'payer',
    header: tEffort('column.payer'),
    heads: true,
    sortBy: ({ payer }) => payer,
    cell: ({ payer }) => payer,
  },
  {
    id: 'verdict',
    header: tEffort('column.verdict'),
    sortBy: verdictText,
    cell: (row) => (
      <span className={styles.verdict} data-verdict={row.verdict}>
        {verdictText(row)}
      </span>
    ),
  },
  numberColumn(
    'perHour',
    ({ centsPerHour }) => centsPerHour,
    ({ centsPerHour, bar }) => (
      <span className={styles.rate}>
        <span className={styles.track} aria-hidden="true">
          <span className={styles.bar} style={{ width: `${bar * 100}%` }} />
        </span>
        <b>{dollars(centsPerHour)}</b>
      </span>
    ),
    ({ centsPerHour }) => metricCsv('cents', centsPerHour),
  ),
  numberColumn(
    'recovered',
    ({ recoveredCents }) => recoveredCents,
    ({ recoveredCents }) => dollars(recoveredCents),
    ({ recoveredCents }) => metricCsv('cents', recoveredCents),
  ),
  numberColumn(
    'denied',
    ({ deniedCents }) => deniedCents,
    ({ payer, deniedCents }) => linked('denied_amount', payer, tEffort('deniedOf', { payer }), dollars(deniedCents)),
    ({ deniedCents }) => metricCsv('cents', deniedCents),
  ),
  numberColumn(
    'time',
    ({ minutes }) => minutes,
    ({ minutes }) => (minutes === null ? NO_DATA : duration(minutes * MINUTE_MS)),
    ({ minutes }) => (minutes === null ? null : (minutes * MINUTE_MS) / HOUR_MS),
  ),
  numberColumn(
    'overturn',
    ({ overturnRate }) => overturnRate,
    ({ payer, overturnRate }) =>
      linked('appeal_overturn_rate', payer, tEffort('overturnOf', { payer }), percent(overturnRate)),
  ),
  numberColumn(
    'perDenial',
    ({ minutesPerDenial }) => minutesPerDenial,
    ({ minutesPerDenial }) => metricText('min', minutesPerDenial),
  ),
  numberColumn(
    'cost',
    ({ cost }) => cost,
    ({ cost }) => percent(cost),
  ),
]

function verdictText({ verdict, cost, averageCentsPerHour }: Effort): string {
  switch (verdict) {
    case 'pays':
    case 'costs':
      return tEffort(`verdict.${verdict}`, { amount: dollars(100 / (cost ?? 1)) })
    case 'above':
    case 'below':
      return tEffort(`verdict.${verdict}`, { rate: metricText('cents_per_hour', averageCentsPerHour) })
    case 'nothing':
    case 'noTime':
      return tEffort(`verdict.${verdict}`)
  }
}
