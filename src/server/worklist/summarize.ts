import { dueStatuses, type DenialSum, type DueStatus, type WorklistSummary } from '../../shared/contract/worklist.ts'
import { name, sql, where } from '../database/sql.ts'
import type { Deadlines } from '../deadlines/deadline-terms.ts'
import { hasStatus, isPayerDeadline, keyParts } from '../deadlines/due-key.ts'
import { dueStatusRows } from '../deadlines/due-status.ts'
import type { Scope } from '../identity/scope.ts'
import { countProposed } from './proposed.ts'
import { worklistCondition, type WorklistFilters } from './filters.ts'

/** How many open denials there are, how many are overdue and at risk, with what is left of them and how many of them are so by a deadline of the payer, and how many are proposed to close. */
export async function summarizeWorklist(
  scope: Scope,
  deadlines: Deadlines,
  filters: WorklistFilters,
): Promise<WorklistSummary> {
  const key = name('s.key')
  const [rows, proposed] = await Promise.all([
    scope.query<DenialSum & { status: number | null; ofPayer: boolean | null }>(
      sql`with ${dueStatusRows(scope, { deadlines, only: worklistCondition(filters, deadlines), columns: [] })}
     select r.status, r.of_payer as "ofPayer", count(*) as count, sum(r.left_cents)::bigint as "leftCents"
     from (
       select s.left_cents, ${keyParts(key).status} as status, ${isPayerDeadline(key, deadlines)} as of_payer from due s
       ${where([filters.due === undefined ? null : hasStatus(key, filters.due)])}
     ) r
     group by r.status, r.of_payer`,
    ),
    // None of them has a due status.
    filters.due === undefined ? countProposed(scope, deadlines, filters) : 0,
  ])
  const sumOf = (chosen: readonly DenialSum[]) =>
    chosen.reduce<DenialSum>(
      (sum, row) => ({ count: sum.count + row.count, leftCents: sum.leftCents + row.leftCents }),
      { count: 0, leftCents: 0 },
    )
  const withStatus = (status: DueStatus) => rows.filter((row) => row.status === dueStatuses.indexOf(status))
  const ofPayer = (chosen: typeof rows) => sumOf(chosen.filter((row) => row.ofPayer === true)).count
  const [overdue, atRisk] = [withStatus('overdue'), withStatus('at_risk')]
  return {
    overdue: sumOf(overdue),
    pastPayerDeadline: ofPayer(overdue),
    atRisk: sumOf(atRisk),
    nearPayerDeadline: ofPayer(atRisk),
    open: sumOf(rows),
    proposed,
  }
}
