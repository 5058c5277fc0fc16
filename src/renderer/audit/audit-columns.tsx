import type { AuditEntry } from '../../shared/contract/audit.ts'
import { translator } from '../text/translator.ts'
import type { Columns } from '../ui/data-table.tsx'
import { dayAndClock, NO_DATA } from '../ui/format.ts'
import { actorText, deedText } from './entry-text.ts'

const t = translator('audit')

export const auditColumns = (zone: string): Columns<AuditEntry> => [
  {
    id: 'at',
    header: t('column.at'),
    sortBy: ({ seq }) => -seq,
    csv: ({ at }) => new Date(at).toISOString(),
    cell: ({ at }) => dayAndClock(at, zone),
  },
  { id: 'who', header: t('column.who'), heads: true, sortBy: actorText, cell: actorText },
  { id: 'what', header: t('column.what'), sortBy: deedText, cell: deedText },
  {
    id: 'from',
    header: t('column.from'),
    sortBy: ({ address }) => address ?? '',
    cell: ({ address }) => address ?? NO_DATA,
  },
]
