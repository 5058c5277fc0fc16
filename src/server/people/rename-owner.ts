import type { Queries } from '../database/database.ts'
import { name, sql } from '../database/sql.ts'

/** Denials and their histories name an owner by another name from now on. */
export async function renameOwner(queries: Queries, before: string, after: string): Promise<void> {
  await queries.query(sql`update denials set owner = ${after} where owner = ${before}`)
  for (const column of ['from_value', 'to_value']) {
    await queries.query(
      sql`update denial_events set ${name(column)} = ${after} where ${name(column)} = ${before} and kind = 'owner'`,
    )
  }
  // What a worklist said of an owner is posted again when an import is taken back.
  const [stated, restated] = [before, after].map((owner) => `"owner":${JSON.stringify(owner)}`) as [string, string]
  await queries.query(
    sql`update worklist_claims set lines = replace(lines, ${stated}, ${restated}) where strpos(lines, ${stated}) > 0`,
  )
}
