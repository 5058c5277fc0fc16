import type { Cents } from './remittance.ts'

/** A claim's sums that do not agree: charge less adjustments is not what was paid. */
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
      /** Of the claim and its lines, repeats counted once. */
      readonly adjustmentsCents: Cents
      readonly paidCents: Cents
    }

/** What a remitted claim means for denial work. */
export interface Judgement {
  /** `none` is paid, contractual, forwarded or predetermined; `reversal` takes an earlier answer back. */
  readonly kind: 'full' | 'partial' | 'reversal' | 'none'
  /** Σ adjustments with a denial CARC on denied lines and on the claim; 0 unless the claim is denied. */
  readonly deniedCents: Cents
  /** Denial CARCs by falling amount, ties in file order; empty unless the claim is denied. */
  readonly carcs: readonly string[]
  /** Every remark code of the claim and its lines, once, in file order; of any claim. */
  readonly rarcs: readonly string[]
  /** Category of the first CARC; null unless the claim is denied. */
  readonly category: string | null
  /** Group code of the first CARC, of the larger sum where it stands under several; null unless the claim is denied. */
  readonly group: string | null
  /** RARC MA130: the claim could not be processed; correct and bill again, there is nothing to appeal. */
  readonly unprocessable: boolean
  /** Reported, never a reason to leave the claim out. A claim with several counts once in a file's `imbalances`. */
  readonly imbalances: readonly ClaimImbalance[]
}
