import type { Database } from '../database/database.ts'
import { factsByMonth } from '../database/schema/facts.ts'
import { name, sql, statement } from '../database/sql.ts'

/** Of every column 20 values and borders: a sample of 6,000 rows, quick enough to hold nobody up. */
const STATISTICS_TARGET = 20

/**
 * Tells the planner of the embedded store what is in the table that has grown most since the last time: PGlite has no autovacuum, and a plan
 * made without statistics can take a hundred times as long. One table at a call.
 * @returns its name; null when none has grown by a fifth.
 */
export async function analyzeGrownTable(database: Database): Promise<string | null> {
  return database.transaction(async (queries) => {
    // Pages are counted whatever was analyzed when: relpages has those of the last time.
    const [grown] = await queries.query<{ table: string; parent: string | null }>(
      sql`select "table", parent from (
          select c.relname as "table", (select p.relname from pg_inherits i join pg_class p on p.oid = i.inhparent where i.inhrelid = c.oid) as parent,
            c.relpages as known, pg_relation_size(c.oid) / current_setting('block_size')::int as pages
          from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
        ) tables
        where pages > known * 1.2 + 8
        order by pages - known desc limit 1`,
    )
    if (!grown) return null
    await queries.query(statement(`set local default_statistics_target = ${STATISTICS_TARGET}`))
    await queries.query(sql`analyze ${name(grown.table)}`)
    // Joins with all months are planned by the statistics of the parent.
    if (grown.parent !== null) await queries.query(sql`analyze only ${name(grown.parent)}`)
    return grown.table
  })
}

/** The statistics of facts over all months, which autovacuum leaves out. Once a day will do. */
export async function analyzeFacts(database: Database): Promise<void> {
  for (const table of factsByMonth) await database.query(sql`analyze ${name(table.name)}`)
}
