import { Temporal } from 'temporal-polyfill'
import { readValue, type Database, type Queries } from './database.ts'
import { gaveUp, takeLock, waitShortly } from './locks.ts'
import { factsByMonth } from './schema/facts.ts'
import { sql, statement } from './sql.ts'

/** A UTC month of facts: `[from, to)` epoch ms, and how its partitions are called, as `2026_11`. */
export interface Month {
  readonly id: string
  readonly from: number
  readonly to: number
}

/** The month an instant lies in. */
export function monthOf(at: number): Month {
  const first = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC').toPlainDate().with({ day: 1 })
  const begin = (date: Temporal.PlainDate) => date.toZonedDateTime('UTC').epochMilliseconds
  const id = `${String(first.year).padStart(4, '0')}_${String(first.month).padStart(2, '0')}`
  return { id, from: begin(first), to: begin(first.add({ months: 1 })) }
}

/** The earliest and latest month with a partition. Records outside of them are refused. */
export const FIRST_MONTH = monthOf(0)
export const LAST_MONTH = monthOf(Date.UTC(2099, 11, 1))

/** Makes sure that each month of the given instants has a partition, unless it was dropped. One of these for each database remembers them. */
export interface Months {
  /** Whether each of these months is known to have one. Asks nothing. */
  know(starts: Iterable<number>): boolean
  /** @param starts epoch ms, in months from {@link FIRST_MONTH} to {@link LAST_MONTH} */
  ensure(starts: Iterable<number>): Promise<void>
}

export function createMonths(database: Database): Months {
  const known = new Map<string, Month>()
  const unknownOf = (starts: Iterable<number>) => {
    const unknown = new Map<string, Month>()
    let last: Month | undefined
    for (const at of starts) {
      if (last !== undefined && at >= last.from && at < last.to) continue
      last = monthOf(at)
      if (!known.has(last.id)) unknown.set(last.id, last)
    }
    return unknown
  }
  return {
    know: (starts) => unknownOf(starts).size === 0,
    ensure: async (starts) => {
      const missing = unknownOf(starts)
      if (missing.size === 0) return
      await makeMonths(database, [...missing.values()])
      for (const [id, month] of missing) known.set(id, month)
    },
  }
}

/** Makes missing partitions, in a transaction of its own: one that ingests must not hold the lock that it takes. */
async function makeMonths(database: Database, months: readonly Month[]): Promise<void> {
  await database.transaction(async (queries) => {
    await takeLock(queries, 'months')
    const [row] = await queries.query<{ factsFrom: number }>(sql`select facts_from as "factsFrom" from tenant`)
    for (const { id, from, to } of months.filter((month) => month.to > (row?.factsFrom ?? 0))) {
      for (const { name } of factsByMonth) {
        const partition = `${name}_${id}`
        const isMade = await readValue<boolean>(queries, sql`select to_regclass(${partition}) is not null`)
        if (isMade === true) continue
        // Attached, because `create table … partition of` locks out whoever reads the table, and may wait for them forever.
        await queries.query(statement(`create table ${partition} (like ${name} including all)`))
        await queries.query(
          statement(`alter table ${name} attach partition ${partition} for values from (${from}) to (${to})`),
        )
      }
    }
  })
}

/** The months that have a partition, the earliest first. */
export async function monthsOfFacts(queries: Queries): Promise<readonly Month[]> {
  const rows = await queries.query<{ partition: string }>(
    sql`select c.relname as partition from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = ${factsByMonth[0].name}::text::regclass order by c.relname`,
  )
  return rows.flatMap(({ partition }) => {
    const [, year, month] = /_(\d{4})_(\d{2})$/.exec(partition) ?? []
    return year === undefined ? [] : [monthOf(Date.UTC(Number(year), Number(month) - 1))]
  })
}

/**
 * Drops every fact of a month at once. Aggregates stay. Records of it that come later are counted as too old.
 * @param isReady decides, when nobody can store anything of the month any more; without it the month is dropped
 * @returns whether it was; not while somebody reads it for long
 */
export async function dropMonth(
  database: Database,
  month: Month,
  isReady?: (queries: Queries) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await dropUnread(database, month, isReady)
  } catch (error) {
    if (gaveUp(error)) return false
    throw error
  }
}

function dropUnread(
  database: Database,
  month: Month,
  isReady: ((queries: Queries) => Promise<boolean>) | undefined,
): Promise<boolean> {
  return database.transaction(async (queries) => {
    await takeLock(queries, 'months')
    await waitShortly(queries)
    if (isReady) {
      for (const { name } of factsByMonth) {
        const partition = `${name}_${month.id}`
        const known = await readValue<boolean>(queries, sql`select to_regclass(${partition}) is not null`)
        if (known === true) await queries.query(statement(`lock table ${partition} in access exclusive mode`))
      }
      if (!(await isReady(queries))) return false
    }
    for (const { name } of factsByMonth) await queries.query(statement(`drop table if exists ${name}_${month.id}`))
    await queries.query(
      sql`delete from touch_starts where started_at >= ${month.from}::bigint and started_at < ${month.to}::bigint`,
    )
    await queries.query(sql`update tenant set facts_from = greatest(facts_from, ${month.to}::bigint)`)
    return true
  })
}
