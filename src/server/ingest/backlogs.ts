import { readValue, type Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'

/** What an agent sends while somebody works is smaller, and is always taken. */
const BACKLOG_RECORDS = 100
/** Half of what the aggregates may be behind: what is under way when this is reached comes on top. */
export const BEHIND_MS = 15_000
/** How long an answer of the database holds, ms. */
export const KEPT_MS = 1_000

/** The code of the problem that lets a backlog wait. */
export const BEHIND = 'behind'

/** Lets backlogs wait while the aggregates are behind. */
export interface Backlogs {
  /**
   * @param records of a batch
   * @throws HttpProblem 503 `behind`: the device keeps the batch and sends it again
   */
  giveWay(records: number): Promise<void>
}

/**
 * After a long outage thousands of devices send a day each. PostgreSQL stores them faster than it adds them up, and every report reads what waits
 * record by record. So backlogs come in as fast as they are added up. The embedded store has no fleet.
 */
export function createBacklogs(database: Database): Backlogs {
  let known: { readonly at: number; readonly lagMs: Promise<number> } | undefined
  const readLag = async () =>
    (await readValue<number>(
      database,
      sql`select (extract(epoch from clock_timestamp()) * 1000 - min(added_at))::bigint from pending_batches`,
    )) ?? 0
  return {
    giveWay: async (records) => {
      if (records <= BACKLOG_RECORDS || database.kind !== 'postgres') return
      const now = performance.now()
      if (known === undefined || now - known.at > KEPT_MS) known = { at: now, lagMs: readLag() }
      if ((await known.lagMs) <= BEHIND_MS) return
      throw problem(503, BEHIND, 'Earlier records are still being added up. Send this backlog again later.')
    },
  }
}
