import type { Brand } from '../contract/brands.ts'

/** Money in whole cents, a safe integer, negative where money goes back. Never a fraction, never -0. */
export type Cents = Brand<number, 'Cents'>

/** A calendar day, `2026-03-31`: an 835 has no zones. */
export type CalendarDay = string

/** One adjustment of a CAS segment: CAS01 and one of its triplets. */
export interface Adjustment {
  /** CAS01 as written, upper case: CO write-off, PR patient owes, OA and PI review; CR in 4010. */
  readonly group: string
  /** Claim adjustment reason code, upper case, without leading zeros; blank where the file names none. */
  readonly carc: string
  /** Reduces the charge when over 0. */
  readonly amountCents: Cents
  /** As written, null where there is none. */
  readonly quantity: string | null
}

/** A service line: the SVC loop. */
export interface ServiceLine {
  /** SVC01-1: HC, NU, N4, … */
  readonly procedureQualifier: string | null
  /** SVC01-2 */
  readonly procedure: string | null
  readonly modifiers: readonly string[]
  /** SVC04, the revenue code of institutional claims. */
  readonly revenueCode: string | null
  /** SVC02 */
  readonly chargeCents: Cents
  /** SVC03 */
  readonly paidCents: Cents
  readonly adjustments: readonly Adjustment[]
  /** Remark codes of LQ*HE. */
  readonly rarcs: readonly string[]
  /** DTM*472, else DTM*150. */
  readonly serviceFrom: CalendarDay | null
  /** DTM*472, else DTM*151. */
  readonly serviceTo: CalendarDay | null
}

export interface RenderingProvider {
  /** NM103 to NM105, as `Last, First Middle`, or the name of an organization. */
  readonly name: string | null
  /** NM109, mostly the NPI. */
  readonly id: string | null
}

/** A claim of an 835: the CLP loop. No patient data is read. */
export interface RemittanceClaim {
  /** CLP01, the provider's own number; blank or `0` identifies nothing. */
  readonly claimRef: string
  /** CLP02: 1 to 4 processed, 19 to 21 processed and forwarded, 22 reversal, 23 forwarded, 25 predetermination. */
  readonly status: string
  /** CLP03 */
  readonly chargeCents: Cents
  /** CLP04 */
  readonly paidCents: Cents
  /** CLP05 */
  readonly patientResponsibilityCents: Cents | null
  /** CLP06: MA Medicare part A, MB part B, HM managed care, … */
  readonly filingIndicator: string | null
  /** CLP07, the payer's number; blank where there is none. */
  readonly payerClaimRef: string
  /** REF*F8: of a correction, the payer's number of the claim it corrects. */
  readonly originalRef: string | null
  /** REF*CE: the contract the claim was priced by. */
  readonly contractClass: string | null
  /** CLP08, place of service or type of bill. */
  readonly facilityType: string | null
  /** CLP09: 1 original, 7 replacement, 8 void. */
  readonly frequencyCode: string | null
  readonly renderingProvider: RenderingProvider | null
  /** Of the claim itself; `lines` have their own. */
  readonly adjustments: readonly Adjustment[]
  readonly lines: readonly ServiceLine[]
  /** Remark codes of MIA and MOA; `lines` have their own. */
  readonly rarcs: readonly string[]
  /** DTM*232 and DTM*233: the period the statement covers. */
  readonly statementFrom: CalendarDay | null
  readonly statementTo: CalendarDay | null
  /** DTM*050: when the payer received the claim. */
  readonly receivedByPayer: CalendarDay | null
  /** Number in the file of the CLP segment, the first ISA being 1. */
  readonly segment: number
  /** Line of the file the CLP segment begins on, from 1. */
  readonly line: number
}

/** A payer's name varies between files, so its ids are kept too. */
export interface RemittancePayer {
  /** N102 of N1*PR; blank where the file does not name it. */
  readonly name: string
  /** N104 of N1*PR, mostly the CMS plan id. */
  readonly planId: string | null
  /** N103: XV CMS plan id, PI payer's own, FI tax id, NI NAIC. */
  readonly planIdQualifier: string | null
  /** REF*2U of N1*PR. */
  readonly payerId: string | null
  /** TRN03, the number of the company that originated the payment. */
  readonly originatorId: string | null
}

export interface RemittancePayee {
  /** N102 of N1*PE; blank where the file does not name it. */
  readonly name: string
  /** N104 of N1*PE where N103 is XX. */
  readonly npi: string | null
  /** N104 of N1*PE where N103 is FI, else REF*TJ. */
  readonly taxId: string | null
}

/** A transaction, ST to SE, is one payment; its claims follow. */
export interface TransactionStart {
  readonly kind: 'transaction'
  /** ST02 */
  readonly controlNumber: string
  /** GS08, `005010X221A1` or `004010X091A1` mostly. */
  readonly version: string
  /** ISA15 is T: the sender marks the file as a test. */
  readonly test: boolean
  readonly payer: RemittancePayer
  readonly payee: RemittancePayee
  /** BPR02; null where there is no BPR. */
  readonly paymentCents: Cents | null
  /** BPR16 */
  readonly paymentDate: CalendarDay | null
  /** DTM*405 */
  readonly productionDate: CalendarDay | null
  /** TRN02, the number of the check or transfer. */
  readonly traceNumber: string | null
  readonly segment: number
  readonly line: number
}

/** NM1*QC, upper case; blank where the file says nothing. It is for comparing claims of a file, and never stored or logged. */
export interface ClaimPatient {
  readonly last: string
  readonly first: string
  readonly id: string
}

export interface ClaimItem {
  readonly kind: 'claim'
  readonly claim: RemittanceClaim
  /** Null: the claim names none. */
  readonly patient: ClaimPatient | null
  /** The text of every segment of the claim, for comparing claims of a file; it names patients, so it is never stored or logged. */
  readonly segments: readonly string[]
  /** Places of blank amounts that the claim's other sums gave. */
  readonly derivedAmounts: readonly { readonly segment: number; readonly line: number }[]
}

/** A transaction that is no 835; its segments are skipped. */
export interface OtherTransaction {
  readonly kind: 'other_transaction'
  /** ST01, such as 999. */
  readonly type: string
  readonly segment: number
  readonly line: number
}

/** A trailer whose count disagrees with what is there. */
export interface CountMismatch {
  readonly kind: 'count_mismatch'
  /** SE01 counts segments, GE01 transactions, IEA01 groups. */
  readonly element: 'SE01' | 'GE01' | 'IEA01'
  /** Null: it is no number. */
  readonly stated: number | null
  readonly found: number
  readonly segment: number
  readonly line: number
}

/** One adjustment of a PLB segment: money the payer keeps (over 0) or adds (below 0) outside of claims. */
export interface ProviderAdjustment {
  readonly kind: 'provider_adjustment'
  /** PLB01 */
  readonly providerId: string
  /** PLB02 */
  readonly fiscalPeriod: CalendarDay | null
  /** PLB03-1: WO overpayment recovery, 72 authorized return, L6 interest, FB forwarding balance, … */
  readonly reason: string
  /** PLB03-2 */
  readonly reference: string | null
  readonly amountCents: Cents
  readonly segment: number
  readonly line: number
}

/** A payment whose parts do not add up: BPR02 is not the claims' CLP04 less the PLB adjustments. */
export interface PaymentImbalance {
  readonly kind: 'payment'
  readonly paymentCents: Cents
  readonly claimsPaidCents: Cents
  readonly providerAdjustmentsCents: Cents
}

export interface TransactionEnd {
  readonly kind: 'transaction_end'
  readonly controlNumber: string
  readonly claims: number
  /** ΣCLP04 */
  readonly claimsPaidCents: Cents
  /** ΣPLB */
  readonly providerAdjustmentsCents: Cents
  readonly imbalance: PaymentImbalance | null
}

/**
 * The items of an 835 file in order: a transaction, its claims, its provider adjustments, its end, the next transaction. A count mismatch
 * comes before the end of what it counts.
 */
export type RemittanceItem =
  | TransactionStart
  | ClaimItem
  | ProviderAdjustment
  | TransactionEnd
  | OtherTransaction
  | CountMismatch

/**
 * An invalid 835 file. Nothing of it is imported. The message ends with segment and line, and quotes only control numbers and counts from
 * the file.
 */
export class RemittanceRefused extends Error {
  override readonly name = 'RemittanceRefused'
  /** Number of the invalid segment in the file; the first ISA is 1. */
  readonly segment: number
  /** Line of the file, from 1. */
  readonly line: number

  constructor(detail: string, segment: number, line: number) {
    super(`${detail} (segment ${segment}, line ${line})`)
    this.segment = segment
    this.line = line
  }
}
