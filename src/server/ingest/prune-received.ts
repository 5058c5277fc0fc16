import { DAY_MS } from '../../shared/time.ts'
import type { Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { dayNumber, forgetReceived } from './received.ts'

/** Longer than a device keeps acknowledged records to send them again. */
export const KEEP_RECEIVED_MS = 30 * DAY_MS

/**
 * Deletes durable rows of `received` from days before {@link KEEP_RECEIVED_MS} ago; their seqs count as known from then on. Rows above the durable seq
 * stay, because `storedThrough` is counted by them.
 * @param now the endpoint's clock, epoch ms
 * @returns how many seqs were forgotten
 */
export async function pruneReceived(database: Database, now: number): Promise<number> {
  const journals = await database.query<{ journal: number; deviceId: string }>(
    sql`select journal, device_id as "deviceId" from journals where pruned_through < durable_seq order by journal`,
  )
  let deleted = 0
  for (const { journal, deviceId } of journals) {
    deleted += await database.transaction(async (queries) => {
      // No batch of the device may read the journal before and look for its rows after.
      await queries.query(sql`select device_id from devices where device_id = ${deviceId} for update`)
      return forgetReceived(queries, journal, dayNumber(now - KEEP_RECEIVED_MS))
    })
  }
  return deleted
}
