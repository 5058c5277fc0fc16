import type { Database } from '../database/database.ts'
import { factsByMonth } from '../database/schema/facts.ts'
import { name, sql, statement } from '../database/sql.ts'

/** Of every column 20 values and borders: a sample of 6,000 rows, quick enough to hold nobody up on the embedded store, where nothing else runs meanwhile. */
const EMBEDDED_STATISTICS_TARGET = 20

/**
 * Tells the planner what is in the table that has grown most since the last time: a plan made without statistics can take a hundred times as
 * long. PGlite has no autovacuum, and that of a PostgreSQL may come a minute after a first import. One table at a call.
 * @returns its name; null when none has grown by a fifth.
 */
export async function analyzeGrownTable(database: Database): Promise<string | null> {
  return database.transaction(async (queries) => {
    // Pages are counted whatever was analyzed when: relpages has those of the last time.
    const [grown] = await queries.query<{ table: string; parent: string | null; isParentKnown: boolean | null }>(
      sql`select "table", parent, "isParentKnown" from (
          select c.relname as "table", p.relname as parent, p.reltuples >= 0 as "isParentKnown", c.relpages as known,
            pg_relation_size(c.oid) / current_setting('block_size')::int as pages
          from pg_class c
          left join pg_inherits i on i.inhrelid = c.oid
          left join pg_class p on p.oid = i.inhparent
          where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
        ) tables
        where pages > known * 1.2 + 8
        order by pages - known desc limit 1`,
    )
    if (!grown) return null
    const { table, parent, isParentKnown } = grown
    const isEmbedded = database.kind === 'embedded'
    if (isEmbedded)
      await queries.query(statement(`set local default_statistics_target = ${EMBEDDED_STATISTICS_TARGET}`))
    await queries.query(sql`analyze ${name(table)}`)
    // Joins with all months are planned by the statistics of the parent. Before PostgreSQL 18 they cost an analysis of every month, so that
    // there only the first ones are made here.
    if (parent !== null && isEmbedded) await queries.query(sql`analyze only ${name(parent)}`)
    else if (parent !== null && !isParentKnown) await queries.query(sql`analyze ${name(parent)}`)
    return table
  })
}

/** The same for each table that has grown. */
export async function analyzeGrownTables(database: Database): Promise<void> {
  const analyzed = new Set<string>()
  for (let table = await analyzeGrownTable(database); table !== null; table = await analyzeGrownTable(database)) {
    // One that somebody else owns is passed over with a warning, and is found again.
    if (analyzed.has(table)) return
    analyzed.add(table)
  }
}

/** The statistics of facts over all months, which autovacuum leaves out. Once a day will do. */
export async function analyzeFacts(database: Database): Promise<void> {
  for (const table of factsByMonth) await database.query(sql`analyze ${name(table.name)}`)
}
