import { useMemo } from 'react'
import type { WorklistSummary } from '../../shared/contract/clients.ts'
import { address, Link, useNavigation, useLocation } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { DenialDrawer } from '../denial/denial-drawer.tsx'
import { Forecast } from '../denial/forecast.tsx'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { count, counted, dollars } from '../ui/format.ts'
import { categoryLabel } from '../ui/labels.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useNow } from '../ui/use-now.ts'
import { usePolled } from '../ui/use-polled.ts'
import { useRows } from '../ui/use-rows.ts'
import { worklistColumns } from './worklist-columns.tsx'
import styles from './worklist-screen.module.css'
import {
  readWorklistView,
  worklistFilters,
  type WorklistFilter,
  type WorklistView,
  worklistQuery,
  writeWorklistView,
} from './worklist-view.ts'
import { useWorklistOptions } from './use-worklist-options.ts'

const PAGE_ROWS = 200
const SUMMARY_MS = 10_000

const detail = { label: 'why here', of: (row: Parameters<typeof Forecast>[0]['row']) => <Forecast row={row} /> }

const explanations = {
  deadlines:
    'open denials: late appeals first, what is worth most on top, then what else is late or at risk, then by what a minute of work brings back',
  priority: 'open denials by what a minute of work is expected to bring back, whenever they are due',
} as const

/** Open denials by when they are due and what they are worth. */
export function WorklistScreen() {
  const { team } = useAppEnvironment()
  const navigation = useNavigation()
  const { params } = useLocation()
  const zone = useTeamZone()
  const now = useNow(30_000)
  const view = useMemo(() => readWorklistView(params), [params])
  const query = worklistQuery(view)
  const { due: _due, ...everyDue } = query
  const summary = usePolled(JSON.stringify(everyDue), () => team.read('worklistSummary', everyDue), SUMMARY_MS)
  // The list is fetched anew when its sums have changed: it does not move under the reader otherwise.
  const { sort } = view
  const rows = useRows(
    JSON.stringify([query, sort]),
    JSON.stringify(summary.value),
    (cursor) => team.read('worklist', { ...query, sort, limit: PAGE_ROWS, cursor }),
    PAGE_ROWS,
  )
  const choices = useWorklistOptions()
  const columns = useMemo(() => worklistColumns(now, zone, false), [now, zone])
  const to = (change: WorklistView) => address('/worklist', writeWorklistView(change))
  const choice = (
    name: WorklistFilter,
    label: string,
    none: string | null,
    show: (value: string) => string = (text) => text,
  ) => (
    <Select
      label={label}
      all="all"
      value={view[name]}
      options={[
        ...choices[name === 'user' ? 'owner' : name === 'due' ? 'queue' : name].map((value) => ({
          value,
          name: show(value),
        })),
        ...(none === null ? [] : [{ value: '', name: none }]),
      ]}
      onChoose={(value) => {
        const { [name]: _before, ...rest } = view
        navigation.go(to(value === undefined ? rest : { ...rest, [name]: value }))
      }}
    />
  )
  const narrowed = worklistFilters.some((name) => name !== 'due' && view[name] !== undefined)
  const filtered = narrowed || view.due !== undefined
  const { sort: _sort, ...byDeadline } = view
  const kept: WorklistView = { ...(view.due !== undefined && { due: view.due }), ...(sort && { sort }) }
  return (
    <>
      <ScreenHead title="Worklist" explanation={explanations[sort ?? 'deadlines']}>
        <SegmentedControl
          label="Order"
          items={[
            { name: 'deadlines first', to: to(byDeadline), current: sort === undefined },
            {
              name: 'by what a minute brings back',
              to: to({ ...view, sort: 'priority' }),
              current: sort !== undefined,
            },
          ]}
        />
      </ScreenHead>
      <div className={styles.tools} data-print="hide">
        <Standings summary={summary.value} view={view} to={to} />
        {choice('team', 'Team', null)}
        {choice('user', 'Owner', 'nobody')}
        {choice('payer', 'Payer', 'no payer named')}
        {choice('category', 'Reason', null, categoryLabel)}
        {choice('queue', 'Queue', 'no queue')}
        {narrowed && (
          <Button kind="quiet" onClick={() => navigation.go(to(kept))}>
            Clear
          </Button>
        )}
      </div>
      {rows.rows && rows.problem && <Banner kind="problem">{rows.problem.message}</Banner>}
      {!rows.rows ? (
        <QueryState
          problem={rows.problem}
          waiting="Putting the denials in order…"
          failed="The worklist cannot be shown"
          onRetry={rows.retry}
        />
      ) : rows.rows.length === 0 ? (
        <Notice
          kind="empty"
          title={
            view.due === 'late' ? 'Nothing is late' : view.due === 'risk' ? 'Nothing is at risk' : 'No open denials'
          }
          action={
            <Link className={styles.link} to={filtered ? '/worklist' : '/imports'}>
              {filtered ? 'Show all open denials' : 'Import denials'}
            </Link>
          }
        >
          {filtered ? 'No open denial passes these filters.' : 'Denials come from 835 files and worklists.'}
        </Notice>
      ) : (
        <section className={styles.list} aria-label="Open denials">
          <DataTable
            rows={rows.rows}
            columns={columns}
            noun="open denials"
            detail={detail}
            rowKey={(row) => row.id}
            pageRows={PAGE_ROWS}
          />
          {!rows.complete && (
            <p className={styles.rest}>
              The first {counted(rows.rows.length, 'denial', 'denials')}, in order.{' '}
              <Button small onClick={rows.loadRest} disabled={rows.loading}>
                {rows.loading ? 'Fetching…' : 'Fetch the rest'}
              </Button>
            </p>
          )}
        </section>
      )}
      <DenialDrawer />
    </>
  )
}

function Standings({
  summary,
  view,
  to,
}: {
  readonly summary: WorklistSummary | null
  readonly view: WorklistView
  readonly to: (view: WorklistView) => string
}) {
  const { due, ...rest } = view
  const tab = (name: string, value: 'late' | 'risk' | undefined, sum: WorklistSummary['open'] | undefined) => (
    <Link
      key={name}
      to={to(value === undefined ? rest : { ...rest, due: value })}
      aria-current={due === value ? 'true' : undefined}
      data-tone={value}
    >
      {name}{' '}
      {sum && (
        <>
          <b>{count(sum.count)}</b> <span>{dollars(sum.deniedCents)}</span>
        </>
      )}
    </Link>
  )
  return (
    <nav className={styles.standings} aria-label="How urgent">
      {tab('All open', undefined, summary?.open)}
      {tab('Late', 'late', summary?.late)}
      {tab('At risk', 'risk', summary?.risk)}
    </nav>
  )
}
