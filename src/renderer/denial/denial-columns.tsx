import type { DenialRow } from '../../shared/contract/denials.ts'
import { translator } from '../text/translator.ts'
import type { Column } from '../ui/data-table.tsx'
import { exactDollars } from '../ui/format.ts'
import { categoryLabel } from '../ui/labels.ts'
import { Reason, reasonCode } from './reason.tsx'

const t = translator('denial')

/** Columns that every list of denials has. */
export const reasonColumn: Column<DenialRow> = {
  id: 'reason',
  header: t('column.reason'),
  sortBy: (row) => row.category,
  csv: (row) => t('reason.csv', { category: categoryLabel(row.category), code: reasonCode(row) }),
  cell: (row) => <Reason denial={row} />,
}
export const deniedColumn: Column<DenialRow> = {
  id: 'denied',
  header: t('column.denied'),
  csvHeader: t('csv.denied'),
  numeric: true,
  sortBy: (row) => row.deniedCents,
  csv: (row) => row.deniedCents / 100,
  cell: (row) => exactDollars(row.deniedCents),
}
