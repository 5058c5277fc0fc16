import type { EpochMs } from '../../shared/contract/brands.ts'
import { DAY_MS } from '../../shared/time.ts'
import { EVER } from '../claim-activity/touch-statistics.ts'
import { plainArray } from '../database/arrays.ts'
import { readValue, type Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { everything, within } from '../identity/scope.ts'
import { isOpen, readDeadlines, type Deadlines } from './deadline-terms.ts'
import { basisOf, isStale } from './due-status.ts'
import { evaluatedDeadlines, mostPressing, validity } from './evaluate-deadlines.ts'

/** How many denials one transaction takes: on the embedded store nothing else runs meanwhile. */
const AT_ONCE = 500
/** A due status is evaluated again after this time, so that a missed change does not last. */
const LONGEST_VALIDITY_MS = DAY_MS

export interface DueStatusRound {
  /** How many denials were evaluated. */
  readonly changed: number
  /** The earliest instant at which time alone changes a cached due status; null: never. */
  readonly nextAt: EpochMs | null
}

/** Evaluates every denial with a stale due status, by the terms in force now. When these change meanwhile, the next round follows them. */
export async function refreshDueStatus(database: Database, now: EpochMs): Promise<DueStatusRound> {
  const deadlines = await readDeadlines(database, now)
  let changed = 0
  for (;;) {
    const refreshed = await refreshSome(database, deadlines)
    changed += refreshed
    if (refreshed < AT_ONCE) break
  }
  const next = sql`select min(d.due_until) from denials d where ${isOpen('d')} and d.due_until > ${now}::bigint`
  return { changed, nextAt: await readValue<EpochMs>(database, next) }
}

/** Evaluates some denials with a stale due status. @returns how many; fewer than asked for when there are no more */
export async function refreshSome(database: Database, deadlines: Deadlines): Promise<number> {
  return database.transaction(async (queries) => {
    // Imports lock rows in another order; SKIP LOCKED avoids a deadlock.
    const locked = await queries.query<{ denialNo: number }>(
      sql`select d.denial_no as "denialNo" from denials d
       where ${isOpen('d')} and ${isStale(deadlines)}
       limit ${AT_ONCE} for update skip locked`,
    )
    if (locked.length === 0) return 0
    const only = sql`d.denial_no = any(${plainArray(locked.map(({ denialNo }) => denialNo))}::bigint[])`
    const scope = within(everything(database), queries)
    const now = sql`${deadlines.now}::bigint`
    const { from, until } = validity(deadlines, now)
    await queries.query(
      sql`with ${evaluatedDeadlines(scope, { deadlines, only, columns: [] })}
       update denials set due_key = e.key, due_from = coalesce(e.since, 0),
         due_until = least(e.until, ${now} + ${LONGEST_VALIDITY_MS}::bigint, ${EVER}), due_basis = ${basisOf(deadlines)}
       from (select f.denial_no, ${mostPressing(deadlines)} as key, ${from} as since, ${until} as until from evaluated f) e
       where denials.denial_no = e.denial_no`,
    )
    return locked.length
  })
}
