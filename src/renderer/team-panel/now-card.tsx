import { useMemo } from 'react'
import type { DenialSum, WorklistSummary } from '../../shared/contract/clients.ts'
import { address, Link } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { count, dollars } from '../ui/format.ts'
import { useNow } from '../ui/use-now.ts'
import { type Polled, usePolled } from '../ui/use-polled.ts'
import { useMetric, useMetricScope, wholeOf } from '../metrics/use-metric.ts'
import { worklistColumns } from '../worklist/worklist-columns.tsx'
import { writeWorklistView } from '../worklist/worklist-view.ts'
import styles from './now-card.module.css'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import type { PanelFilters } from './panel-view.ts'

const LIVE_MS = 10_000
const SHOWN = 5

/** The panel's filters as the worklist takes it: its `user` is an owner's name. */
export function worklistFilters(filters: PanelFilters, people: ReadonlyMap<string, string>) {
  const { team, user, payer, category, queue } = filters
  return {
    ...(team !== undefined && { team }),
    ...(user !== undefined && { user: people.get(user) ?? user }),
    ...(payer !== undefined && { payer }),
    ...(category !== undefined && { category }),
    ...(queue !== undefined && { queue }),
  }
}

/** What is late and at risk now, in the panel's filters. */
export function useNowSummary(filters: PanelFilters, people: ReadonlyMap<string, string>): Polled<WorklistSummary> {
  const { team } = useAppEnvironment()
  const query = worklistFilters(filters, people)
  return usePolled(JSON.stringify(query), () => team.read('worklistSummary', query), LIVE_MS)
}

/** What a supervisor looks for first: what needs somebody now, with what it is worth, and the denials to begin with. */
export function NowCard({ summary, zone }: { readonly summary: Polled<WorklistSummary>; readonly zone: string }) {
  const { team } = useAppEnvironment()
  const { view } = usePanelLinks()
  const { people } = useMetricScope()
  const now = useNow(30_000)
  const query = worklistFilters(view.filters, people)
  const first = usePolled(
    JSON.stringify([query, summary.value]),
    () => team.read('worklist', { ...query, limit: SHOWN }),
    null,
  )
  const columns = useMemo(() => worklistColumns(now, zone, true), [now, zone])
  const list = (due?: 'late' | 'risk') => address('/worklist', writeWorklistView({ ...query, ...(due && { due }) }))
  return (
    <Card
      title="What needs you now"
      explanation="open denials that wait for somebody, and the ones to begin with: late and at risk first, then by what a minute brings back"
      aside={
        <Link className={styles.all} to={list()}>
          Whole worklist
        </Link>
      }
    >
      <div className={styles.columns}>
        <ul className={styles.needs}>
          <Need name="late" meaning="past an SLA or a limit" tone="late" sum={summary.value?.late} to={list('late')} />
          <Need
            name="at risk"
            meaning="due within the warning time"
            tone="risk"
            sum={summary.value?.risk}
            to={list('risk')}
          />
          <MetricNeed
            name="stalled"
            meaning="nothing for 10 business days"
            metric="stalled_denials"
            worth="stalled_amount"
          />
          <MetricNeed name="overdue" meaning="their due day is over" metric="overdue_denials" worth="overdue_amount" />
        </ul>
        <div className={styles.first}>
          {first.value && first.value.rows.length > 0 ? (
            <DataTable
              rows={first.value.rows}
              columns={columns}
              noun="denials to begin with"
              brief
              rowKey={(row) => row.id}
            />
          ) : (
            <p className={styles.quiet}>
              {first.value
                ? 'No open denial in this filters.'
                : first.problem
                  ? first.problem.message
                  : 'Putting the denials in order…'}
            </p>
          )}
        </div>
      </div>
    </Card>
  )
}

function Need({
  name,
  meaning,
  tone,
  sum,
  to,
}: {
  readonly name: string
  readonly meaning: string
  readonly tone: 'late' | 'risk'
  readonly sum: DenialSum | undefined
  readonly to: string
}) {
  return (
    <li data-tone={sum && sum.count > 0 ? tone : undefined}>
      <Link to={to}>
        <NeedWords name={name} meaning={meaning} number={sum?.count ?? null} cents={sum?.deniedCents ?? null} />
      </Link>
    </li>
  )
}

function MetricNeed({
  name,
  meaning,
  metric,
  worth,
}: {
  readonly name: string
  readonly meaning: string
  readonly metric: string
  /** The metric of what they are worth. */
  readonly worth: string
}) {
  const number = wholeOf(useMetric(metric, undefined, { compare: false }).answer)?.value ?? null
  const cents = wholeOf(useMetric(worth, undefined, { compare: false }).answer)?.value ?? null
  return (
    <li>
      <MetricLink drilldown={{ list: 'denials', metric }} label={name}>
        <NeedWords name={name} meaning={meaning} number={number} cents={cents} />
      </MetricLink>
    </li>
  )
}

/** How many, what is the matter with them, what they are worth: the same for all four, so that they are read down a column. */
function NeedWords({
  name,
  meaning,
  number,
  cents,
}: {
  readonly name: string
  readonly meaning: string
  readonly number: number | null
  readonly cents: number | null
}) {
  return (
    <>
      <b>{number === null ? '–' : count(number)}</b> <span>{name}</span>{' '}
      <span className={styles.worth}>{cents === null ? '–' : dollars(cents)}</span>{' '}
      <small className={styles.meaning}>{meaning}</small>
    </>
  )
}
