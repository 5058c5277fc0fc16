import type { Cents } from './remittance.ts'

/** A claim or service line whose sums disagree: the charge less the adjustments is not the amount paid. */
export type ClaimImbalance =
  | {
      readonly kind: 'line'
      /** Position of the service line in the claim, from 0. */
      readonly line: number
      readonly chargeCents: Cents
      readonly adjustmentsCents: Cents
      readonly paidCents: Cents
    }
  | {
      readonly kind: 'claim'
      readonly chargeCents: Cents
      /** Of the claim and its lines; repeated adjustments count once. */
      readonly adjustmentsCents: Cents
      readonly paidCents: Cents
    }

/** What a claim of a remittance means for denial work. */
export interface ClaimClassification {
  /** `none`: paid, contractual, forwarded or predetermined. `reversal`: takes an earlier answer back. */
  readonly kind: 'full' | 'partial' | 'reversal' | 'none'
  /** Sum of the adjustments with a denial CARC on denied lines and on the claim; 0 unless the claim is denied. */
  readonly deniedCents: Cents
  /** Denial CARCs by falling amount, ties in file order; empty unless the claim is denied. */
  readonly carcs: readonly string[]
  /** Every remark code of the claim and its lines, once, in file order; filled for any claim. */
  readonly rarcs: readonly string[]
  /** Category of the first CARC; null unless the claim is denied. */
  readonly category: string | null
  /** Group code of the first CARC, or the one with the larger sum when it has several; null unless the claim is denied. */
  readonly group: string | null
  /** Procedure of the denied line with the largest denied amount, as `99213-25`; null when no line is denied or the line names none. */
  readonly procedure: string | null
  /** RARC MA130: the claim could not be processed. Correct and rebill it; there is no appeal right. */
  readonly unprocessable: boolean
  /** Reported only; the claim is kept. A claim with several counts once in a file's `imbalances`. */
  readonly imbalances: readonly ClaimImbalance[]
}
