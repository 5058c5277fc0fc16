import type { Queries } from '../database/database.ts'
import type { CheckedBatch } from './check-batch.ts'
import type { Progress } from './journals.ts'
import { countReceived, type News } from './received.ts'

/**
 * How many more records of a journal are lost after a batch: missing here and below the oldest one that the device still holds, as after an
 * endpoint was restored from a copy that is older than what devices keep. Negative where records that counted as lost came after all.
 */
export async function countLost(
  queries: Queries,
  journal: number,
  { contiguousSeq, prunedThrough, beginsAt }: Pick<Progress, 'contiguousSeq' | 'prunedThrough' | 'beginsAt'>,
  { oldestHeld }: Pick<CheckedBatch, 'oldestHeld'>,
  { received, retaken }: Pick<News, 'received' | 'retaken'>,
): Promise<number> {
  // Up to here every record has come, or counts as lost.
  const settled = Math.max(contiguousSeq, prunedThrough, beginsAt - 1)
  const fresh = received.map(({ seq }) => seq).filter((seq) => seq >= beginsAt && !retaken.has(seq))
  const recovered = fresh.filter((seq) => seq <= settled).length
  const passed = oldestHeld - 1 - settled
  if (passed <= 0) return -recovered
  const known = await countReceived(queries, journal, settled, oldestHeld)
  const coming = fresh.filter((seq) => seq > settled && seq < oldestHeld).length
  return passed - known - coming - recovered
}
