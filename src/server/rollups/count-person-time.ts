import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import type { Queries } from '../database/database.ts'
import type { Source } from '../ingest/journals.ts'
import { countManualTime } from './count-manual-time.ts'
import { countOnce } from './count-once.ts'
import { periodOf, type Period } from './period.ts'

/**
 * Counts the time of a person once, after records of a device were stored: that of several devices, and manual time where nothing was captured.
 * It belongs in the transaction that stores.
 */
export async function countPersonTime(
  queries: Queries,
  source: Source,
  records: readonly DeviceRecord[],
): Promise<void> {
  const worked = workedIn(records)
  if (source.isOneOfSeveral && worked !== null) await countOnce(queries, source.userId, worked)
  await countManualTime(queries, source, records)
}

/** From the first start to the last end of spans, touches, tags and what was taken out; null without one. */
function workedIn(records: readonly DeviceRecord[]): Period | null {
  return periodOf(
    records.filter(({ kind }) => kind === 'span' || kind === 'touch' || kind === 'hidden_tag' || kind === 'removed'),
  )
}
