import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import type { Rows } from '../query/use-rows.ts'
import styles from './drilldown-drawer.module.css'
import type { Drilldown } from './panel-view.ts'

/** The value on the panel, the total of the rows, and whether they match. */
export interface Sum {
  readonly panel: string | null
  readonly rows: string
  /** Null if there is nothing to compare. */
  readonly agree: boolean | null
}

export function DrilldownTable<Row extends object>({
  list,
  rows,
  columns,
  sum,
}: {
  readonly list: Drilldown['list']
  readonly rows: Rows<Row>
  readonly columns: Columns<Row>
  readonly sum: Sum
}) {
  const t = useTranslations('drilldown')
  if (!rows.rows)
    return <QueryState problem={rows.problem} waiting={t('loading')} failed={t('failed')} onRetry={rows.retry} />
  const number = rows.rows.length
  return (
    <>
      <dl className={styles.sums}>
        {sum.panel !== null && (
          <div>
            <dt>{t('dashboardValue')}</dt>
            <dd>{sum.panel}</dd>
          </div>
        )}
        <div>
          <dt>{t(rows.complete ? 'totalOf' : 'totalOfFirst', { rows: t(`rows.${list}`, { count: number }) })}</dt>
          <dd>
            {sum.rows}
            {rows.complete && sum.agree !== null && (
              <span className={styles.agreement} data-agree={sum.agree ? '' : undefined}>
                {t(sum.agree ? 'matches' : 'differs')}
              </span>
            )}
          </dd>
        </div>
        {!rows.complete && (
          <Button onClick={rows.loadRest} disabled={rows.loading}>
            {t(rows.loading ? 'loadingRest' : 'loadRest')}
          </Button>
        )}
      </dl>
      {rows.problem && <p role="alert">{rows.problem.message}</p>}
      {number === 0 ? (
        <Notice kind="empty" title={t('none')}>
          {t('noneText')}
        </Notice>
      ) : (
        <DataTable
          rows={rows.rows}
          columns={columns}
          noun={t(`tableOf.${list}`)}
          allRows={rows.complete ? undefined : rows.loadAll}
        />
      )}
    </>
  )
}
