import { dueStatuses, type DenialSum, type DueStatus, type WorklistSummary } from '../../shared/contract/worklist.ts'
import { name, sql, where } from '../database/sql.ts'
import type { Deadlines } from '../deadlines/deadline-terms.ts'
import { hasStatus, keyParts } from '../deadlines/due-key.ts'
import { dueStatusRows } from '../deadlines/due-status.ts'
import type { Scope } from '../identity/scope.ts'
import { worklistCondition, type WorklistFilters } from './filters.ts'

/** How many open denials there are, how many are overdue and at risk, with their denied amounts. */
export async function summarizeWorklist(
  scope: Scope,
  deadlines: Deadlines,
  filters: WorklistFilters,
): Promise<WorklistSummary> {
  const key = name('s.key')
  const rows = await scope.query<DenialSum & { status: number | null }>(
    sql`with ${dueStatusRows(scope, { deadlines, only: worklistCondition(filters, deadlines), columns: [] })}
     select r.status, count(*) as count, sum(r.denied_cents)::bigint as "deniedCents"
     from (
       select s.denied_cents, ${keyParts(key).status} as status from due s
       ${where([filters.due === undefined ? null : hasStatus(key, filters.due)])}
     ) r
     group by r.status`,
  )
  const sumOf = (chosen: readonly DenialSum[]) =>
    chosen.reduce<DenialSum>(
      (sum, row) => ({ count: sum.count + row.count, deniedCents: sum.deniedCents + row.deniedCents }),
      { count: 0, deniedCents: 0 },
    )
  const ofStatus = (status: DueStatus) => sumOf(rows.filter((row) => row.status === dueStatuses.indexOf(status)))
  return { overdue: ofStatus('overdue'), atRisk: ofStatus('at_risk'), open: sumOf(rows) }
}
