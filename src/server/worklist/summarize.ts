import type { DenialSum, WorklistSummary } from '../../shared/contract/clients.ts'
import type { Queries } from '../database/database.ts'
import { statementParameters } from '../database/parameters.ts'
import type { Deadlines } from '../deadlines/deadline-terms.ts'
import { dueFilter, keyParts } from '../deadlines/evaluate-deadlines.ts'
import { standingsSql } from '../deadlines/due-status.ts'
import { filterSql } from './filter.ts'
import type { WorklistFilter } from './filter.ts'

/** How much is late, how much at risk, of how much. */
export async function summariseWorklist(
  queries: Queries,
  tenantId: string,
  deadlines: Deadlines,
  filter: WorklistFilter,
): Promise<WorklistSummary> {
  const parameters = statementParameters()
  const standings = standingsSql(
    { tenantId, deadlines, only: filterSql(filter, deadlines, parameters), columns: [] },
    parameters,
  )
  const rows = await queries.query<DenialSum & { standing: number | null }>(
    `with ${standings}, placed as (select k.tenant_id, k.denied_cents, ${keyParts('k.key').standing} as standing from standings k)
     select r.standing, count(*) as count, sum(r.denied_cents)::bigint as "deniedCents"
     from placed r
     where r.tenant_id = ${parameters.add(tenantId)}${dueFilter(filter.due)}
     group by r.standing`,
    parameters.values,
  )
  const sumOf = (chosen: readonly DenialSum[]) =>
    chosen.reduce<DenialSum>(
      (sum, row) => ({ count: sum.count + row.count, deniedCents: sum.deniedCents + row.deniedCents }),
      { count: 0, deniedCents: 0 },
    )
  return {
    late: sumOf(rows.filter(({ standing }) => standing === 0)),
    risk: sumOf(rows.filter(({ standing }) => standing === 1)),
    open: sumOf(rows),
  }
}
