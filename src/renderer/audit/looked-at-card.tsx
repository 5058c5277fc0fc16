import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { LookedAtRow } from '../../shared/contract/audit.ts'
import type { Rows } from '../query/use-rows.ts'
import { translator } from '../text/translator.ts'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { dayAndClock } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { periodText } from './entry-text.ts'
import { lookText } from './look-text.ts'

const t = translator('audit.lookedAt')
const tWhat = translator('audit.lookedAt.whatOfYou')
const tActor = translator('audit.actor')
const tRole = translator('accounts.role')

/** Looks at one's own records. @param byDevice asked by the computer that records, which has no access to the audit log */
export function LookedAtCard({
  list,
  zone,
  byDevice = false,
}: {
  readonly list: Rows<LookedAtRow>
  readonly zone: string
  readonly byDevice?: boolean
}) {
  const text = useTranslations('audit.lookedAt')
  const columns = useMemo(() => lookColumns(zone), [zone])
  const count = list.rows?.length
  return (
    <Card title={count === undefined ? text('title') : text('card', { count })} explanation={text('cardExplanation')}>
      {list.rows === null ? (
        <QueryState problem={list.problem} waiting={text('loading')} failed={text('loadFailed')} onRetry={list.retry} />
      ) : list.rows.length === 0 ? (
        <Notice kind="empty" title={text('none')}>
          {text('noneExplanation')}
        </Notice>
      ) : (
        <DataTable
          rows={list.rows}
          columns={columns}
          noun={text('noun')}
          rowKey={({ id }) => String(id)}
          allRows={list.complete ? undefined : list.loadAll}
          ofThisComputer={byDevice}
        />
      )}
    </Card>
  )
}

function lookColumns(zone: string): Columns<LookedAtRow> {
  const by = ({ by: name, byProgram }: LookedAtRow) => {
    const known = name ?? tActor('account')
    return byProgram ? t('byProgram', { name: known }) : known
  }
  const roles = (row: LookedAtRow) => row.roles.map((role) => tRole(role)).join(', ')
  const what = ({ operation }: LookedAtRow) => lookText(tWhat, operation)
  return [
    {
      id: 'at',
      header: t('column.at'),
      sortBy: ({ id }) => -id,
      csv: ({ at }) => new Date(at).toISOString(),
      cell: ({ at }) => dayAndClock(at, zone),
    },
    { id: 'by', header: t('column.by'), heads: true, sortBy: by, cell: by },
    { id: 'role', header: t('column.role'), sortBy: roles, cell: roles },
    { id: 'what', header: t('column.what'), sortBy: what, cell: what },
    {
      id: 'period',
      header: t('column.period'),
      sortBy: ({ periodFrom }) => periodFrom ?? 0,
      csv: ({ periodFrom, periodTo }) => periodText(periodFrom, periodTo, zone),
      cell: ({ periodFrom, periodTo }) => periodText(periodFrom, periodTo, zone),
    },
  ]
}
