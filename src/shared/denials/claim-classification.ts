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
  /** `none`: paid, contractual, pending, forwarded or predetermined. `reversal`: takes an earlier answer back. */
  readonly kind: 'full' | 'partial' | 'reversal' | 'none'
  /** The amount denied; 0 unless the claim is denied. */
  readonly deniedCents: Cents
  /** Sum of the adjustments with a denial CARC on lines that were paid something: no denial. */
  readonly reducedCents: Cents
  /** What is left to the patient: group PR with a CARC that is no denial. 0 for a reversal. */
  readonly patientShareCents: Cents
  /** Denial CARCs by falling amount, ties in file order; empty unless the claim is denied. */
  readonly carcs: readonly string[]
  /** Every remark code of the claim and its lines, once, in file order; filled for any claim. */
  readonly rarcs: readonly string[]
  /** Category of the first CARC; null unless the claim is denied. */
  readonly category: string | null
  /** Group code of the largest denying adjustment; null unless the claim has one. */
  readonly group: string | null
  /** Procedure of the denied line with the largest denied amount, as `99213-25`; null when no line is denied or the line names none. */
  readonly procedure: string | null
  /** CARCs by which the payer has not decided yet, once, in file order; empty for a reversal. */
  readonly pendingCarcs: readonly string[]
  /** CARCs that are in no list, once, in file order; empty for a reversal. */
  readonly undecidedCarcs: readonly string[]
  /** RARC MA130: the claim could not be processed. Correct and rebill it; there is no appeal right. */
  readonly unprocessable: boolean
  /** Reported only; the claim is kept. A claim with several counts once in a file's `imbalances`. */
  readonly imbalances: readonly ClaimImbalance[]
}
