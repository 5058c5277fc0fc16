import { MAX_OFFERED, type UnclassifiedWindow } from '../../shared/contract/unclassified.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'

/**
 * Keeps a window that a biller offered, and nothing of who did or when. Offered again it changes nothing.
 * @throws HttpProblem 409 `too_many_offers`
 */
export async function keepOffer(queries: Queries, { program, shape }: UnclassifiedWindow): Promise<void> {
  const kept = await queries.query(
    sql`insert into offered_windows (program, shape) select ${program}, ${shape}
      where (select count(*) from offered_windows) < ${MAX_OFFERED}
      on conflict (program, shape) do update set shape = excluded.shape returning 1`,
  )
  if (kept.length > 0) return
  throw problem(409, 'too_many_offers', `There are ${MAX_OFFERED} offered windows. An admin has to remove some.`)
}

/** The windows that billers offered, by program. */
export function listOffers(queries: Queries): Promise<UnclassifiedWindow[]> {
  return queries.query<UnclassifiedWindow>(sql`select program, shape from offered_windows order by program, shape`)
}

/** @throws HttpProblem 404 `unknown_window` */
export async function removeOffer(
  database: Database,
  { program, shape }: UnclassifiedWindow,
  { record }: Acting,
): Promise<void> {
  await database.transaction(async (queries) => {
    const removed = await queries.query(
      sql`delete from offered_windows where program = ${program} and shape = ${shape} returning 1`,
    )
    if (removed.length === 0) throw problem(404, 'unknown_window', 'Nobody has offered this window.')
    await record(queries, { action: 'offer_removed', object: 'unclassified', before: { program, shape } })
  })
}
