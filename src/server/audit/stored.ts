import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import type { StoredEntry } from './entry.ts'

/** Columns of `audit_entries e`. */
export const entryColumns = sql`e.seq, e.at, e.action, e.actor_kind as "actorKind", e.actor_id as "actorId", e.actor_name as "actorName",
  e.token_name as "tokenName", e.roles, e.operation, e.object, e.people, e.period_from as "periodFrom", e.period_to as "periodTo", e.before, e.after,
  e.request_id as "requestId", e.address, e.previous_hash as "previousHash", e.hash`

/** Entries that are in memory at once. */
const PAGE = 2000

/** All entries in order, from the first. What is added meanwhile may come too. */
export async function* everyEntry(queries: Queries): AsyncGenerator<StoredEntry, void, undefined> {
  let last = Number.MIN_SAFE_INTEGER
  for (;;) {
    const page = await queries.query<StoredEntry>(
      sql`select ${entryColumns} from audit_entries e where e.seq > ${last} order by e.seq limit ${PAGE}`,
    )
    yield* page
    const end = page.at(-1)
    if (end === undefined || page.length < PAGE) return
    last = end.seq
  }
}
