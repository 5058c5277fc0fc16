import type { EpochMs } from '../../shared/contract/brands.ts'
import type { RetentionSettings } from '../../shared/contract/settings.ts'
import { DAY_MS } from '../../shared/time.ts'
import { readValue, type Database, type Queries } from '../database/database.ts'
import { dropMonth, monthOf, monthsOfFacts, type Month } from '../database/months.ts'
import * as rollupTables from '../database/schema/rollups.ts'
import { name, sql } from '../database/sql.ts'
import { tenantZone } from '../identity/tenant.ts'
import { lockRollups } from '../rollups/corrections.ts'
import { rollUpAll } from '../rollups/roll-up.ts'
import { forgetWeeks } from '../rules/unclassified-weeks.ts'
import { readSettings } from '../settings/settings-store.ts'
import { forgetOldClaims } from './forget-claims.ts'

/** What a run deleted. */
export interface Forgotten {
  /** Months of facts, as `2026_08`. */
  readonly months: readonly string[]
  readonly claims: number
}

/**
 * Deletes what the settings `retention` keep no longer. Facts go by the month, once all of it is older: their partitions are dropped. Sums stay
 * longer than facts, so that a period before has its time and touches all the same.
 * @param now the endpoint's clock, epoch ms
 */
export async function applyRetention(database: Database, now: EpochMs): Promise<Forgotten> {
  const { body } = await readSettings(database, 'retention')
  const months = await dropFacts(database, now - body.recordsDays * DAY_MS)
  await forgetSums(database, now, body)
  await forgetWeeks(database, now)
  return { months, claims: await forgetOldClaims(database, now - body.denialsDays * DAY_MS) }
}

/** Tables of facts without partitions: few rows for each person and day. */
const fewFacts = ['manual_time', 'manual_time_parts', 'connectivity_outages', 'private_times', 'annotations']

async function dropFacts(database: Database, before: EpochMs): Promise<readonly string[]> {
  // The month that this instant is in stays whole.
  const { from } = monthOf(before)
  const zone = await tenantZone(database)
  const dropped: string[] = []
  for (const month of await monthsOfFacts(database)) {
    if (month.to > from) continue
    if (!(await dropRolledUp(database, month, zone))) return dropped
    dropped.push(month.id)
  }
  for (const table of fewFacts) await database.query(sql`delete from ${name(table)} where ended_at < ${from}::bigint`)
  await database.query(sql`delete from device_days where day < ${from}::bigint`)
  // Also of months from which nothing had come: a record of one is too old from now on.
  await database.query(sql`update tenant set facts_from = ${from}::bigint where facts_from < ${from}::bigint`)
  return dropped
}

/** Tries of one run: while another process rolls up, this one cannot. */
const TRIES = 5

/** Drops a month once all of it is in the sums: what is not would be in nothing afterwards. @returns false where the next run has to */
async function dropRolledUp(database: Database, month: Month, zone: string): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    await rollUpAll(database, zone)
    if (await dropMonth(database, month, (queries) => isRolledUp(queries, month))) return true
  }
  return false
}

/** Whether no record and no touch of a month waits to be rolled up. */
async function isRolledUp(queries: Queries, { from, to }: Month): Promise<boolean> {
  const waits = await readValue<boolean>(
    queries,
    sql`select exists (
        select 1 from pending_batches b, unnest(b.starts) started where started >= ${from}::bigint and started < ${to}::bigint
      ) or exists (select 1 from pending_touches t where t.started_at >= ${from}::bigint and t.started_at < ${to}::bigint)`,
  )
  return waits === false
}

const byTime = Object.values(rollupTables).flatMap(({ name: table, columns }) => {
  if ('bucket' in columns) return [{ table, column: 'bucket' }]
  return 'day' in columns ? [{ table, column: 'day' }] : []
})

async function forgetSums(database: Database, now: EpochMs, { sumsDays }: RetentionSettings): Promise<void> {
  const before = now - sumsDays * DAY_MS
  await database.transaction(async (queries) => {
    await lockRollups(queries)
    for (const { table, column } of byTime) {
      await queries.query(sql`delete from ${name(table)} where ${name(column)} < ${before}::bigint`)
    }
    await queries.query(sql`delete from claim_activity where last_touch_at < ${before}::bigint`)
  })
}
