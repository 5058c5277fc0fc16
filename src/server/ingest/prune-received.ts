import { DAY_MS } from '../../shared/time.ts'
import { readValue, type Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'

/** Longer than a device keeps acknowledged records to send them again. */
export const KEEP_RECEIVED_MS = 30 * DAY_MS

/**
 * Deletes durable rows of `received` older than {@link KEEP_RECEIVED_MS}; their seqs count as known from then on. Rows above the durable seq
 * stay, because `storedThrough` is counted by them.
 * @param now the endpoint's clock, epoch ms
 * @returns how many rows were deleted
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
      const deletion = sql`with aged as (
          update journals j set pruned_through = least(j.durable_seq, coalesce((
              select min(r.seq) - 1 from received r where r.journal = j.journal and r.received_at >= ${now - KEEP_RECEIVED_MS}::bigint
            ), j.durable_seq))
          where j.journal = ${journal}
          returning j.pruned_through
        ), pruned as (
          delete from received r using aged where r.journal = ${journal} and r.seq <= aged.pruned_through returning 1
        )
        select count(*) from pruned`
      return (await readValue<number>(queries, deletion)) ?? 0
    })
  }
  return deleted
}
