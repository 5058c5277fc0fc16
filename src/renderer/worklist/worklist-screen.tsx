import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { WorklistRow, WorklistSummary } from '../../shared/contract/worklist.ts'
import { Link, useLocation } from '../app/navigation.tsx'
import { useMayCall } from '../app/use-screens.ts'
import { Forecast } from '../denial/forecast.tsx'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { worklistFilterNames } from '../metrics/filters.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { useTeamRows } from '../query/use-team-rows.ts'
import { Button } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { count, dollars } from '../ui/format.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { useNow } from '../ui/use-now.ts'
import { ProposedList } from './proposed-list.tsx'
import { worklistColumns } from './worklist-columns.tsx'
import { WorklistFilters } from './worklist-filters.tsx'
import styles from './worklist-screen.module.css'
import { type DueFilter, readWorklistView, worklistAddress, worklistQuery, type WorklistView } from './worklist-view.ts'

const PAGE_ROWS = 200
const SUMMARY_MS = 10_000

const forecastOf = (row: WorklistRow) => <Forecast row={row} />

/** Open denials by due date and expected recovery. */
export function WorklistScreen() {
  const t = useTranslations('worklist')
  const { params } = useLocation()
  const view = useMemo(() => readWorklistView(params), [params])
  const query = worklistQuery(view)
  const { due: _due, ...everyDue } = query
  const summary = useTeamQuery('worklistSummary', everyDue, { everyMs: SUMMARY_MS })
  const { sort } = view
  const revision = summary.value ? JSON.stringify(summary.value) : undefined
  const { sort: _sort, ...byDeadline } = view
  return (
    <>
      <ScreenHead
        title={t('title')}
        explanation={t(`explanation.${view.proposed ? 'proposed' : (sort ?? 'deadlines')}`)}
      >
        {!view.proposed && (
          <SegmentedControl
            label={t('order')}
            items={[
              { name: t('deadlinesFirst'), to: worklistAddress(byDeadline), current: sort === undefined },
              {
                name: t('byPriority'),
                to: worklistAddress({ ...view, sort: 'priority' }),
                current: sort !== undefined,
              },
            ]}
          />
        )}
      </ScreenHead>
      <div className={styles.tools} data-print="hide">
        <DueTabs summary={summary.value} view={view} />
        <WorklistFilters view={view} />
      </div>
      {view.proposed ? <ProposedList view={view} revision={revision} /> : <OpenList view={view} revision={revision} />}
    </>
  )
}

/** Open denials in the order they are worth working on. */
function OpenList({ view, revision }: { readonly view: WorklistView; readonly revision: string | undefined }) {
  const t = useTranslations('worklist')
  const zone = useTeamZone()
  const now = useNow(30_000)
  // The list is loaded again only when its totals have changed, so it does not move while somebody reads it.
  const rows = useTeamRows(
    'worklist',
    { ...worklistQuery(view), sort: view.sort, limit: PAGE_ROWS },
    { revision, initialRows: PAGE_ROWS },
  )
  const columns = useMemo(() => worklistColumns(now, zone, false), [now, zone])
  const detail = { label: t('whyRank'), shortLabel: t('why'), of: forecastOf }
  const seesImports = useMayCall('imports')
  const filtered = view.due !== undefined || worklistFilterNames.some((name) => view[name] !== undefined)
  return (
    <>
      {rows.rows && rows.problem && <Banner kind="problem">{rows.problem.message}</Banner>}
      {!rows.rows ? (
        <QueryState problem={rows.problem} waiting={t('loading')} failed={t('failed')} onRetry={rows.retry} />
      ) : rows.rows.length === 0 ? (
        <Notice
          kind="empty"
          title={t(view.due === 'overdue' ? 'empty.overdue' : view.due === 'at_risk' ? 'empty.dueSoon' : 'empty.all')}
          action={
            (filtered || seesImports) && (
              <Link className={styles.link} to={filtered ? '/worklist' : '/imports'}>
                {t(filtered ? 'empty.showAll' : 'empty.import')}
              </Link>
            )
          }
        >
          {t(filtered ? 'empty.filtered' : 'empty.unfiltered')}
        </Notice>
      ) : (
        <section className={styles.list} aria-label={t('tableOf')}>
          <DataTable
            rows={rows.rows}
            columns={columns}
            noun={t('tableOf')}
            detail={detail}
            rowKey={(row) => row.id}
            pageRows={PAGE_ROWS}
            allRows={rows.complete ? undefined : rows.loadAll}
          />
          {!rows.complete && (
            <p className={styles.rest}>
              {t('firstRows', { count: rows.rows.length })}{' '}
              <Button small onClick={rows.loadRest} disabled={rows.loading}>
                {t(rows.loading ? 'loadingRest' : 'loadRest')}
              </Button>
            </p>
          )}
        </section>
      )}
    </>
  )
}

function DueTabs({ summary, view }: { readonly summary: WorklistSummary | null; readonly view: WorklistView }) {
  const t = useTranslations('worklist')
  const { due, proposed, ...rest } = view
  const tab = (name: string, value: DueFilter | undefined, sum: WorklistSummary['open'] | undefined) => (
    <Link
      key={name}
      to={worklistAddress(value === undefined ? rest : { ...rest, due: value })}
      aria-current={!proposed && due === value ? 'true' : undefined}
      data-tone={value}
    >
      {name}{' '}
      {sum && (
        <>
          <b>{count(sum.count)}</b> <span>{dollars(sum.leftCents)}</span>
        </>
      )}
    </Link>
  )
  return (
    <nav className={styles.tabs} aria-label={t('urgency')}>
      {tab(t('allOpen'), undefined, summary?.open)}
      {tab(t('overdue'), 'overdue', summary?.overdue)}
      {tab(t('dueSoon'), 'at_risk', summary?.atRisk)}
      {(proposed || (summary !== null && summary.proposed > 0)) && (
        <Link to={worklistAddress({ ...rest, proposed: '1' })} aria-current={proposed ? 'true' : undefined}>
          {t('proposed.tab')} {summary && <b>{count(summary.proposed)}</b>}
        </Link>
      )}
    </nav>
  )
}
