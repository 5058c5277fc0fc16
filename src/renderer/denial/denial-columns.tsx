import type { DenialRow } from '../../shared/contract/denials.ts'
import type { Column } from '../ui/data-table.tsx'
import { exactDollars } from '../ui/format.ts'
import { categoryLabel } from '../ui/labels.ts'
import { Reason, reasonCode } from './reason.tsx'

/** Columns that every list of denials has. */
export const reasonColumn: Column<DenialRow> = {
  id: 'reason',
  header: 'Reason',
  sortBy: (row) => row.category,
  csv: (row) => `${categoryLabel(row.category)} ${reasonCode(row)}`,
  cell: (row) => <Reason denial={row} />,
}
export const deniedColumn: Column<DenialRow> = {
  id: 'denied',
  header: 'Denied',
  numeric: true,
  sortBy: (row) => row.deniedCents,
  csv: (row) => row.deniedCents / 100,
  cell: (row) => exactDollars(row.deniedCents),
}
