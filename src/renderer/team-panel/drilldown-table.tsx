import { Button } from '../ui/button.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { counted } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import type { Rows } from '../ui/use-rows.ts'
import styles from './drilldown-drawer.module.css'

/** What the panel says, what the rows add up to, and whether that is the same. */
export interface Sum {
  readonly panel: string | null
  readonly rows: string
  /** Null when there is nothing to compare with. */
  readonly agree: boolean | null
}

export function DrilldownTable<Row extends object>({
  rows,
  columns,
  noun: [one, many],
  sum,
}: {
  readonly rows: Rows<Row>
  readonly columns: Columns<Row>
  readonly noun: readonly [string, string]
  readonly sum: Sum
}) {
  if (!rows.rows) {
    return (
      <QueryState
        problem={rows.problem}
        waiting="Fetching the rows…"
        failed="The rows cannot be shown"
        onRetry={rows.retry}
      />
    )
  }
  const number = rows.rows.length
  return (
    <>
      <dl className={styles.sums}>
        {sum.panel !== null && (
          <div>
            <dt>In the panel</dt>
            <dd>{sum.panel}</dd>
          </div>
        )}
        <div>
          <dt>
            {rows.complete ? `Sum of ${counted(number, one, many)}` : `Sum of the first ${counted(number, one, many)}`}
          </dt>
          <dd>
            {sum.rows}
            {rows.complete && sum.agree !== null && (
              <span className={styles.agreement} data-agree={sum.agree ? '' : undefined}>
                {sum.agree ? '✓ the same' : '≠ the panel: rows are still coming in, or a stretch crosses its edge'}
              </span>
            )}
          </dd>
        </div>
        {!rows.complete && (
          <Button onClick={rows.loadRest} disabled={rows.loading}>
            {rows.loading ? 'Fetching…' : 'Fetch and add up the rest'}
          </Button>
        )}
      </dl>
      {rows.problem && <p role="alert">{rows.problem.message}</p>}
      {number === 0 ? (
        <Notice kind="empty" title="No rows">
          Nothing in this period passes these filters.
        </Notice>
      ) : (
        <DataTable rows={rows.rows} columns={columns} noun={many} />
      )}
    </>
  )
}
