import {
  LEAST_DEVICES,
  MAX_OFFERED,
  MAX_OWN_OFFERS,
  monthOf,
  type ListedWindow,
  type UnclassifiedWindow,
} from '../../shared/contract/unclassified.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'

/**
 * Keeps a window that a biller offered, and nothing of who did or when: of the device only how many it offered in a month. Offered again it changes nothing.
 * @param now epoch ms
 * @throws HttpProblem 409 `too_many_offers`, `too_many_own_offers`
 */
export async function keepOffer(
  database: Database,
  deviceId: string,
  { program, shape }: UnclassifiedWindow,
  now: number,
): Promise<void> {
  await database.transaction(async (queries) => {
    const kept = await queries.query(
      sql`insert into offered_windows (program, shape) select ${program}, ${shape}
        where (select count(*) from offered_windows) < ${MAX_OFFERED} on conflict do nothing returning 1`,
    )
    if (kept.length === 0) {
      const known = await queries.query(
        sql`select 1 from offered_windows where program = ${program} and shape = ${shape}`,
      )
      if (known.length > 0) return
      throw problem(409, 'too_many_offers', `There are ${MAX_OFFERED} offered windows. An admin has to remove some.`)
    }
    const month = monthOf(now)
    const isNewMonth = sql`offers_month is distinct from ${month}`
    const counted = await queries.query(
      sql`update devices set offers = case when ${isNewMonth} then 1 else offers + 1 end, offers_month = ${month}
        where device_id = ${deviceId} and (${isNewMonth} or offers < ${MAX_OWN_OFFERS}) returning 1`,
    )
    if (counted.length > 0) return
    throw problem(
      409,
      'too_many_own_offers',
      `This computer has offered ${MAX_OWN_OFFERS} windows this month. It can offer more next month.`,
    )
  })
}

/** A window is shown as soon as so many devices counted it in one week: their hashes of two weeks cannot be compared. */
const isShown = sql`devices >= ${LEAST_DEVICES}`

/** Windows that billers offered, and those that enough devices counted: the ones with most minutes first, then by program. */
export async function listWindows(queries: Queries): Promise<ListedWindow[]> {
  const rows = await queries.query<UnclassifiedWindow & Record<'minutes' | 'devices', number | null>>(
    sql`select program, shape, c.minutes, c.devices from offered_windows o full join (
        select program, shape, sum(minutes)::bigint as minutes, max(devices) as devices from unclassified_counts where ${isShown} group by 1, 2
      ) c using (program, shape) order by c.minutes desc nulls last, program, shape`,
  )
  return rows.map(({ program, shape, minutes, devices }) => ({
    ...{ program, shape },
    ...(minutes !== null && devices !== null && { minutes, devices }),
  }))
}

/** Takes a window off the list; it is on it again when it is offered again, or enough devices count it in another week. @throws HttpProblem 404 `unknown_window` */
export async function removeWindow(
  database: Database,
  { program, shape }: UnclassifiedWindow,
  { record }: Acting,
): Promise<void> {
  await database.transaction(async (queries) => {
    const isOne = sql`program = ${program} and shape = ${shape}`
    const offers = await queries.query(sql`delete from offered_windows where ${isOne} returning 1`)
    const counts = await queries.query(sql`delete from unclassified_counts where ${isOne} and ${isShown} returning 1`)
    if (offers.length + counts.length === 0) throw problem(404, 'unknown_window', 'This window is not on the list.')
    await record(queries, { action: 'offer_removed', object: 'unclassified', before: { program, shape } })
  })
}
