import type { Queries } from '../database/database.ts'
import * as tables from '../database/schema/rollups.ts'
import { join, literal, name, sql } from '../database/sql.ts'
import type { Table } from '../database/table.ts'
import { lockRollups } from './corrections.ts'
import { countDistinctAgain, TOUCHED, TOUCHED_BY_PERSON } from './distinct-counts.ts'
import { sharedSums } from './shared-sums.ts'

/** The distinct counts are counted again as a whole. */
const ofPersons = Object.values<Table>(tables).filter(
  (table) => 'userId' in table.columns && table !== tables.distinctCounts,
)

/**
 * Takes everything of a person out of the rollups: what teams and everybody add up to is what the others did. Days whose facts were dropped are
 * corrected too, since the person's own sums say what to take off. It belongs in the transaction that deletes the person's facts.
 */
export async function removeFromRollups(queries: Queries, userId: string): Promise<void> {
  await lockRollups(queries)
  for (const { of, from, columns } of sharedSums) {
    const time = name('bucket' in of.columns ? 'bucket' : 'day')
    const key = [time, ...columns.map((column) => column.name)]
    const isOne = join(
      key.map((column) => sql`known.${column} = less.${column}`),
      ' and ',
    )
    const ofTeam =
      'team' in of.columns
        ? sql` and known.team = (select m.team from rolled_up_members m where m.user_id = ${userId}::text)`
        : sql``
    await queries.query(
      sql`update ${name(of.name)} known set ms = known.ms - less.ms, spans = known.spans - less.spans
        from (select ${join(key)}, ms, spans from ${name(from.name)} where user_id = ${userId}) less
        where ${isOne}${ofTeam}`,
    )
    await queries.query(sql`delete from ${name(of.name)} where spans = 0`)
  }
  await queries.query(
    sql`update distinct_days known set n = known.n - less.n from distinct_days less
      where less.user_id = ${userId} and less.kind = ${literal(TOUCHED_BY_PERSON)} and known.kind = ${literal(TOUCHED)}
        and known.user_id = '' and known.entity = less.entity and known.day = less.day`,
  )
  for (const table of ofPersons) await queries.query(sql`delete from ${name(table.name)} where user_id = ${userId}`)
  await queries.query(sql`delete from distinct_days where n = 0`)
  await countDistinctAgain(queries)
}
