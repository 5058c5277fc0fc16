import type { WorklistRow } from '../../shared/contract/worklist.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { deniedColumn, reasonColumn } from '../denial/denial-columns.tsx'
import { DenialLink } from '../denial/denial-link.tsx'
import { Due, dueName } from '../denial/due.tsx'
import { translator } from '../text/translator.ts'
import type { Columns } from '../ui/data-table.tsx'
import { capitalized, count, dollars, NO_DATA } from '../ui/format.ts'
import { denialStateLabels } from '../ui/labels.ts'
import { Tag, Tags } from '../ui/tag.tsx'
import { dayName } from '../ui/zoned-time.ts'
import styles from './worklist-screen.module.css'

const t = translator('denial')

/** Columns left out where there is no room. */
const fullOnly = new Set(['state', 'touches', 'minutes', 'priority'])

/** Columns of open denials; `brief` ones fit in a card. */
export function worklistColumns(now: number, zone: string, brief: boolean): Columns<WorklistRow> {
  const minutes = (row: WorklistRow) => Math.round(row.activeMs / MINUTE_MS)
  const all: Columns<WorklistRow> = [
    {
      id: 'claim',
      header: t('column.claim'),
      heads: true,
      sortBy: (row) => row.claimRef,
      cell: (row) => <DenialLink id={row.id}>{row.claimRef}</DenialLink>,
    },
    {
      id: 'payer',
      header: t('column.payer'),
      sortBy: (row) => row.payer ?? '',
      cell: (row) => <span className={styles.payer}>{row.payer ?? NO_DATA}</span>,
    },
    reasonColumn,
    deniedColumn,
    {
      id: 'due',
      header: t('column.due'),
      sortBy: (row) => row.due?.at ?? Number.MAX_SAFE_INTEGER,
      csvHeader: t('csv.due'),
      csv: (row) => (row.due ? dayName(row.due.at, zone) : null),
      cell: (row) => <Due due={row.due} appealDeadline={row.nextAppealDue ?? row.appealDue} now={now} zone={zone} />,
    },
    csvColumn('dueFor', (row) => (row.due ? dueName(row.due) : null)),
    csvColumn('payerDeadline', (row) => {
      const deadline = row.nextAppealDue ?? row.appealDue
      return deadline === null ? null : dayName(deadline, zone)
    }),
    csvColumn('received', (row) => dayName(row.received, zone)),
    {
      id: 'owner',
      header: t('column.assignedTo'),
      sortBy: (row) => row.owner ?? '',
      cell: (row) => (
        <span className={row.owner === null ? styles.nobody : styles.owner}>{row.owner ?? t('unassigned')}</span>
      ),
    },
    {
      id: 'state',
      header: t('column.status'),
      sortBy: (row) => row.state,
      csv: (row) => capitalized(denialStateLabels[row.state]),
      cell: (row) => capitalized(denialStateLabels[row.state]),
    },
    {
      id: 'touches',
      header: t('column.touches'),
      numeric: true,
      sortBy: (row) => row.touches,
      cell: (row) => count(row.touches),
    },
    {
      id: 'minutes',
      header: t('column.minutes'),
      numeric: true,
      sortBy: minutes,
      cell: (row) => count(minutes(row)),
    },
    {
      id: 'flags',
      header: t('column.flags'),
      sortBy: (row) => row.rechecks,
      csv: (row) => flags(row).join(', '),
      cell: (row) => (
        <Tags>
          {flags(row).map((flag) => (
            <Tag key={flag} tone="hidden">
              {flag}
            </Tag>
          ))}
        </Tags>
      ),
    },
    {
      id: 'priority',
      header: t('column.priority'),
      csvHeader: t('csv.priority'),
      numeric: true,
      sortBy: (row) => row.priority,
      csv: (row) => Math.round(row.priority) / 100,
      cell: (row) => dollars(row.priority),
    },
  ]
  return brief ? all.filter(({ id }) => !fullOnly.has(id)) : all
}

function flags({ rechecks, people }: WorklistRow): string[] {
  return [
    ...(rechecks > 0 ? [t('flag.repeatChecks', { count: rechecks })] : []),
    ...(people > 1 ? [t('flag.people', { count: people })] : []),
  ]
}

/** A column that only the file has. */
const csvColumn = (
  id: 'dueFor' | 'payerDeadline' | 'received',
  csv: (row: WorklistRow) => string | null,
): Columns<WorklistRow>[number] => ({
  id,
  header: t(`csv.${id}`),
  csvOnly: true,
  sortBy: () => '',
  csv,
  cell: () => null,
})
