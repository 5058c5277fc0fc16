import {
  RemittanceRefused,
  type CountMismatch,
  type RemittanceClaim,
  type RemittanceItem,
  type TransactionEnd,
} from '../../shared/denials/index.ts'
import type { ImportTally } from './entries.ts'

/** Reports what the reader repaired, and payments that do not balance. */
export class FileChecks {
  readonly #tally: ImportTally
  #transaction = { segment: 0, line: 0 }
  #imbalancesBefore = 0
  /** The segment count of the transaction, where it is wrong. */
  #mismatch: CountMismatch | null = null

  constructor(tally: ImportTally) {
    this.#tally = tally
  }

  /** @throws RemittanceRefused for a transaction whose segment count and sums are both wrong: a segment may be lost */
  take(item: RemittanceItem): void {
    const tally = this.#tally
    if (item.kind === 'transaction') {
      this.#transaction = item
      tally.test ||= item.test
      this.#imbalancesBefore = tally.counts.imbalances
      this.#mismatch = null
    } else if (item.kind === 'claim') {
      for (const place of item.derivedAmounts) tally.warn({ ...placeOf(item.claim), ...place, kind: 'derived_amount' })
    } else if (item.kind === 'other_transaction') {
      tally.warn({ kind: 'other_transaction', detail: item.type, segment: item.segment, line: item.line })
    } else if (item.kind === 'count_mismatch') {
      const { element, segment, line } = item
      if (element === 'SE01') this.#mismatch = item
      tally.warn({ kind: 'count_mismatch', detail: element, segment, line })
    } else if (item.kind === 'transaction_end') this.#endTransaction(item)
  }

  #endTransaction({ imbalance }: TransactionEnd): void {
    const { counts } = this.#tally
    if (imbalance !== null) {
      const { paymentCents, claimsPaidCents, providerAdjustmentsCents } = imbalance
      const { segment, line } = this.#transaction
      const expectedCents = claimsPaidCents - providerAdjustmentsCents
      counts.imbalances += 1
      this.#tally.warn({ kind: 'payment_imbalance', expectedCents, paidCents: paymentCents, segment, line })
    }
    if (this.#mismatch === null || counts.imbalances === this.#imbalancesBefore) return
    const { stated, found, segment, line } = this.#mismatch
    const count = stated === null ? 'is not a count of segments' : `counts ${stated} segments, there are ${found}`
    throw new RemittanceRefused(`SE01 ${count}, and sums of the transaction do not agree`, segment, line)
  }
}

/** A claim and its place, for a warning. */
export function placeOf({ claimRef, payerClaimRef, segment, line }: RemittanceClaim) {
  return { claimRef, payerClaimRef, segment, line }
}
