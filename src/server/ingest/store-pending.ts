import type { Queries } from '../database/database.ts'
import { numberArray } from '../database/arrays.ts'
import type { Source } from './store-spans.ts'

/**
 * Notes which spans and tags are new, in the transaction that stores them: until they are folded into the sums, reports read them by this
 * list. A row of its own for each batch, so that no two devices ever wait for each other.
 */
export async function storeUnfolded(queries: Queries, source: Source, seqs: readonly number[]): Promise<void> {
  if (seqs.length === 0) return
  await queries.query(
    `insert into unfolded_batches (tenant_id, device_id, generation, first_seq, seqs) values ($1, $2, $3, $4, $5)`,
    [source.tenantId, source.deviceId, source.generation, Math.min(...seqs), numberArray(seqs)],
  )
}
