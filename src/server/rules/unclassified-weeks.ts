import { createHmac, randomBytes } from 'node:crypto'
import {
  endOfWeek,
  LEAST_DEVICES,
  weekOf,
  WEEKS_OPEN,
  type UnclassifiedWeek,
} from '../../shared/contract/unclassified.ts'
import { WEEK_MS } from '../../shared/time.ts'
import type { Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'

/** Weeks that counts are kept. */
const WEEKS_KEPT = 13
/** Most programs and shapes of a week. */
const MAX_COUNTED = 10_000

/**
 * Adds what a device counted in a week, each program and shape once for a device. Of the device a hash is kept that nobody can compare once the week's
 * key is gone.
 * @param now the endpoint's clock, epoch ms
 */
export async function countWeek(
  database: Database,
  deviceId: string,
  { week, windows }: UnclassifiedWeek,
  now: number,
): Promise<void> {
  // Neither would be right another time: the device need not send it again.
  if (endOfWeek(week) > now || isClosed(week, now)) return
  await database.transaction(async (queries) => {
    await queries.query(
      sql`insert into unclassified_weeks (week, key) values (${week}, ${randomBytes(32).toString('base64')}) on conflict do nothing`,
    )
    const [row] = await queries.query<{ key: string }>(
      sql`select key from unclassified_weeks where week = ${week} for share`,
    )
    if (!row) return
    const senders = windows.map(({ program, shape }) =>
      createHmac('sha256', row.key)
        .update(JSON.stringify([deviceId, program, shape]))
        .digest('base64url'),
    )
    await queries.query(
      sql`with counted as (
          insert into unclassified_senders (week, sender) select ${week}, s.sender from unnest(${senders}::text[]) as s (sender)
          where (select count(*) from unclassified_counts where week = ${week}) < ${MAX_COUNTED}
          on conflict do nothing returning sender
        )
        insert into unclassified_counts (week, program, shape, minutes, devices)
        select ${week}, w.program, w.shape, w.minutes, 1
        from unnest(${windows.map(({ program }) => program)}::text[], ${windows.map(({ shape }) => shape)}::text[],
          ${windows.map(({ minutes }) => minutes)}::bigint[], ${senders}::text[]) as w (program, shape, minutes, sender)
        join counted c on c.sender = w.sender order by 2, 3
        on conflict (week, program, shape) do update set
          minutes = unclassified_counts.minutes + excluded.minutes, devices = unclassified_counts.devices + 1`,
    )
  })
}

/** Deletes keys and hashes of weeks that no device can add to, what too few devices counted in them, and counts that are too old. */
export async function forgetWeeks(database: Database, now: number): Promise<void> {
  const closed = weekOf(now - (WEEKS_OPEN + 1) * WEEK_MS)
  const old = weekOf(now - (WEEKS_KEPT + 1) * WEEK_MS)
  await database.transaction(async (queries) => {
    await queries.query(sql`delete from unclassified_weeks where week <= ${closed}`)
    await queries.query(sql`delete from unclassified_senders where week <= ${closed}`)
    await queries.query(
      sql`delete from unclassified_counts where week <= ${old} or (week <= ${closed} and devices < ${LEAST_DEVICES})`,
    )
  })
}

const isClosed = (week: string, now: number) => week <= weekOf(now - (WEEKS_OPEN + 1) * WEEK_MS)
