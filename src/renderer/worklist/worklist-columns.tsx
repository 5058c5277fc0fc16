import type { WorklistRow } from '../../shared/contract/worklist.ts'
import { deniedColumn, reasonColumn } from '../denial/denial-columns.tsx'
import { DenialLink } from '../denial/denial-link.tsx'
import { Due, dueWords } from '../denial/due.tsx'
import type { Columns } from '../ui/data-table.tsx'
import { count, dollars } from '../ui/format.ts'
import { denialStateLabels } from '../ui/labels.ts'
import { Tag, Tags } from '../ui/tag.tsx'
import styles from './worklist-screen.module.css'

/** Columns of open denials; `brief` ones fit a card. */
export function worklistColumns(now: number, zone: string, brief: boolean): Columns<WorklistRow> {
  const minutes = (row: WorklistRow) => Math.round(row.activeMs / 60_000)
  const all: Columns<WorklistRow> = [
    {
      id: 'claim',
      header: 'Claim',
      heads: true,
      sortBy: (row) => row.claimRef,
      cell: (row) => <DenialLink id={row.id}>{row.claimRef}</DenialLink>,
    },
    {
      id: 'payer',
      header: 'Payer',
      sortBy: (row) => row.payer ?? '',
      cell: (row) => <span className={styles.payer}>{row.payer ?? '–'}</span>,
    },
    reasonColumn,
    deniedColumn,
    {
      id: 'due',
      header: 'Due',
      sortBy: (row) => row.due?.at ?? Number.MAX_SAFE_INTEGER,
      csv: (row) => (row.due ? dueWords(row.due, now) : null),
      cell: (row) => <Due due={row.due} now={now} zone={zone} />,
    },
    {
      id: 'owner',
      header: 'Owner',
      sortBy: (row) => row.owner ?? '',
      cell: (row) => row.owner ?? <span className={styles.nobody}>nobody</span>,
    },
    { id: 'state', header: 'State', sortBy: (row) => row.state, cell: (row) => denialStateLabels[row.state] },
    {
      id: 'touches',
      header: 'Touches',
      numeric: true,
      sortBy: (row) => row.touches,
      cell: (row) => count(row.touches),
    },
    { id: 'minutes', header: 'Minutes', numeric: true, sortBy: minutes, cell: (row) => count(minutes(row)) },
    {
      id: 'signs',
      header: 'Signs',
      sortBy: (row) => row.rechecks,
      csv: (row) => signs(row).join(', '),
      cell: (row) => (
        <Tags>
          {signs(row).map((sign) => (
            <Tag key={sign} tone="hidden">
              {sign}
            </Tag>
          ))}
        </Tags>
      ),
    },
    {
      id: 'priority',
      header: 'Back per min',
      numeric: true,
      sortBy: (row) => row.priority,
      csv: (row) => Math.round(row.priority) / 100,
      cell: (row) => dollars(row.priority),
    },
  ]
  return brief ? all.filter(({ id }) => !['state', 'touches', 'minutes', 'priority'].includes(id)) : all
}

function signs({ rechecks, people }: WorklistRow): string[] {
  return [
    ...(rechecks > 0 ? [`${rechecks} re-check${rechecks === 1 ? '' : 's'}`] : []),
    ...(people > 1 ? [`${people} people`] : []),
  ]
}
