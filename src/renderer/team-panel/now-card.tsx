import { useMemo } from 'react'
import type { DenialSum, WorklistSummary } from '../../shared/contract/clients.ts'
import type { MetricRow } from '../../shared/contract/reports.ts'
import { address, Link } from '../app/navigation.tsx'
import { useSurroundings } from '../bridge/surroundings.ts'
import { Card } from '../kit/card.tsx'
import { DataTable } from '../kit/data-table.tsx'
import { count, dollars } from '../kit/format.ts'
import { useNow } from '../kit/use-now.ts'
import { type Polled, usePolled } from '../kit/use-polled.ts'
import { type MetricState, useMetric, useMetricScope } from '../metrics/use-metric.ts'
import { worklistColumns } from '../worklist/worklist-columns.tsx'
import { writeWorklistView } from '../worklist/worklist-view.ts'
import styles from './now-card.module.css'
import { Figure, usePanelLinks } from './panel-links.tsx'
import type { Slice } from './panel-view.ts'

const LIVE_MS = 10_000
const SHOWN = 5

/** The panel's slice as the worklist takes it: its `user` is an owner's name. */
export function worklistSlice(slice: Slice, people: ReadonlyMap<string, string>) {
  const { team, user, payer, category, queue } = slice
  return {
    ...(team !== undefined && { team }),
    ...(user !== undefined && { user: people.get(user) ?? user }),
    ...(payer !== undefined && { payer }),
    ...(category !== undefined && { category }),
    ...(queue !== undefined && { queue }),
  }
}

/** What is late and at risk now, in the panel's slice. */
export function useNowSummary(slice: Slice, people: ReadonlyMap<string, string>): Polled<WorklistSummary> {
  const { team } = useSurroundings()
  const query = worklistSlice(slice, people)
  return usePolled(JSON.stringify(query), () => team.read('worklistSummary', query), LIVE_MS)
}

/** What a supervisor looks for first: what needs somebody now, with what it is worth, and the denials to begin with. */
export function NowCard({ summary, zone }: { readonly summary: Polled<WorklistSummary>; readonly zone: string }) {
  const { team } = useSurroundings()
  const { view } = usePanelLinks()
  const { people } = useMetricScope()
  const now = useNow(30_000)
  const query = worklistSlice(view.slice, people)
  const stalled = useMetric('stalled_denials', undefined, { compare: false })
  const overdue = useMetric('overdue_denials', undefined, { compare: false })
  const first = usePolled(
    JSON.stringify([query, summary.value]),
    () => team.read('worklist', { ...query, sort: 'priority', limit: SHOWN }),
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
          <Need
            name="late"
            meaning="past an SLA, a follow-up or an appeal limit"
            tone="late"
            sum={summary.value?.late}
            to={list('late')}
          />
          <Need
            name="at risk"
            meaning="due within the warning time"
            tone="risk"
            sum={summary.value?.risk}
            to={list('risk')}
          />
          <MetricNeed
            name="stalled"
            meaning="no touch and no payer event for 10 business days"
            metric="stalled_denials"
            state={stalled}
          />
          <MetricNeed
            name="overdue"
            meaning="past the follow-up or appeal day itself"
            metric="overdue_denials"
            state={overdue}
          />
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
                ? 'No open denial in this slice.'
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
    <li data-tone={sum && sum.count > 0 ? tone : undefined} title={meaning}>
      <Link to={to}>
        <b>{sum ? count(sum.count) : '–'}</b> <span>{name}</span> <small>{sum ? dollars(sum.deniedCents) : ''}</small>
      </Link>
    </li>
  )
}

function MetricNeed({
  name,
  meaning,
  metric,
  state,
}: {
  readonly name: string
  readonly meaning: string
  readonly metric: string
  readonly state: MetricState
}) {
  const row: MetricRow | undefined = state.answer?.rows[0]
  const dollarsBehind = useDeniedBehind(metric)
  return (
    <li title={meaning}>
      <Figure drill={{ list: 'denials', metric }} label={name}>
        <b>{row?.value === null || row === undefined ? '–' : count(row.value)}</b> <span>{name}</span>{' '}
        <small>{dollarsBehind === null ? '' : dollars(dollarsBehind)}</small>
      </Figure>
    </li>
  )
}

/** What the denials behind a metric are worth: a sum over its rows, as far as one page tells all of them. */
function useDeniedBehind(metric: string): number | null {
  const { team } = useSurroundings()
  const { query } = useMetricScope()
  const asked = { id: metric, ...query, limit: 500 }
  const { value } = usePolled(
    JSON.stringify(asked),
    async () => {
      const { rows, nextCursor } = await team.read('metricRows', asked)
      return nextCursor === null ? rows.reduce((sum, { deniedCents }) => sum + deniedCents, 0) : null
    },
    60_000,
  )
  return value
}
