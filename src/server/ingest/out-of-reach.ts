import { SEQ_REACH } from '../../shared/contract/ingest.ts'
import { LAST_SEQ } from '../../shared/contract/fields.ts'
import type { CheckedBatch } from './check-batch.ts'

/** A batch, and the seqs that are too far above all that are known. */
export interface WithinReach {
  readonly batch: CheckedBatch
  readonly outOfReach: CheckedBatch['rejected']
}

/**
 * Takes the records out of a batch whose seq is more than {@link SEQ_REACH} above the highest that is known: stored, one of them would make all
 * below it count as missing. They are refused by their seq and leave nothing behind; the device sets them aside and shows them.
 * @param maxSeq highest answered seq of the journal
 */
export function takeOutOfReach(batch: CheckedBatch, maxSeq: number): WithinReach {
  const reach = Math.min(LAST_SEQ, Math.max(maxSeq, batch.oldestHeld - 1) + SEQ_REACH)
  if (batch.lastSeq <= reach) return { batch, outOfReach: [] }
  const isWithin = ({ seq }: { readonly seq: number }) => seq <= reach
  const far = [...batch.records.map(({ record, canonical }) => ({ seq: record.seq, canonical })), ...batch.rejected]
    .filter((one) => !isWithin(one))
    .map(({ seq, canonical }) => ({
      ...{ seq, canonical, code: 'seq_out_of_reach' },
      detail: `seq: more than ${SEQ_REACH} above the highest one that is known here`,
    }))
  const seqs = batch.seqs.filter((seq) => seq <= reach)
  return {
    batch: {
      ...batch,
      records: batch.records.filter(({ record }) => isWithin(record)),
      rejected: batch.rejected.filter(isWithin),
      seqs,
      lastSeq: seqs.reduce((last, seq) => Math.max(last, seq), 0),
    },
    outOfReach: far,
  }
}
