import type { EpochMs } from '../../shared/contract/brands.ts'
import { EVER } from '../claim-activity/touch-statistics.ts'
import type { Database } from '../database/database.ts'
import { numberArray } from '../database/arrays.ts'
import { statementParameters } from '../database/parameters.ts'
import { isOpen, readDeadlines } from './deadline-terms.ts'
import type { Deadlines } from './deadline-terms.ts'
import { holdsSql, judgedSql, mostPressingSql } from './evaluate-deadlines.ts'
import { basisOf, isDated } from './due-status.ts'

/** How many one transaction takes: on the embedded store nothing else runs meanwhile. */
const AT_ONCE = 500
/** Judged anew at least this often: nothing that was missed stays wrong for longer. */
const LONGEST_MS = 86_400_000

/**
 * Judges open denials on which something has changed, or for which a deadline has come, and keeps with each what presses most.
 * @returns whether there may be more of them.
 */
export async function keepStandings(database: Database, tenantId: string, deadlines: Deadlines): Promise<boolean> {
  return database.transaction(async (queries) => {
    const asked = statementParameters()
    const tenant = asked.add(tenantId)
    // Whoever imports locks denials in another order: waiting for one could be waiting for each other.
    const locked = await queries.query<{ denialNo: number }>(
      `select d.denial_no as "denialNo" from denials d
       where d.tenant_id = ${tenant} and ${isOpen('d')} and ${isDated(deadlines, tenant, asked)}
       limit ${asked.add(AT_ONCE)} for update skip locked`,
      asked.values,
    )
    if (locked.length === 0) return false
    const parameters = statementParameters()
    const numbers = `${parameters.add(numberArray(locked.map(({ denialNo }) => denialNo)))}::bigint[]`
    const only = ` and d.denial_no = any(${numbers})`
    const judged = judgedSql({ tenantId, deadlines, only, columns: [] }, parameters)
    const at = `${parameters.add(deadlines.now)}::bigint`
    const { from, until } = holdsSql(deadlines, at)
    const kept = await queries.query(
      `with ${judged}
       update denials kept set due_key = j.key, due_from = coalesce(j.since, 0),
         due_until = least(j.until, ${at} + ${LONGEST_MS}, ${EVER}), due_basis = ${parameters.add(basisOf(deadlines))}
       from (select f.denial_no, ${mostPressingSql(deadlines)} as key, ${from} as since, ${until} as until from judged f) j
       where kept.tenant_id = ${parameters.add(tenantId)} and kept.denial_no = j.denial_no
       returning kept.denial_no`,
      parameters.values,
    )
    return kept.length === AT_ONCE
  })
}

/** Judges until nothing is left to judge by what is promised now; where that changes meanwhile the next turn judges by what it is then. */
export async function keepAllStandings(database: Database, tenantId: string, now: EpochMs): Promise<void> {
  const deadlines = await readDeadlines(database, tenantId, now)
  while (await keepStandings(database, tenantId, deadlines));
}
