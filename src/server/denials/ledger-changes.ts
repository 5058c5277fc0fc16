import type { DenialState } from '../../shared/contract/denials.ts'
import type { ClaimIdentity, StatedDenial } from './entries.ts'
import type { LedgerEvent, Outcome } from './outcome.ts'

/** The fields of a denial that people and worklists set. Times are epoch ms. */
export interface DenialFields {
  readonly owner: string | null
  readonly queue: string | null
  readonly followUpDue: number | null
  readonly appealDue: number | null
  readonly serviceLine: string | null
  readonly provider: string | null
  readonly location: string | null
}

export const noFields: DenialFields = {
  owner: null,
  queue: null,
  followUpDue: null,
  appealDue: null,
  serviceLine: null,
  provider: null,
  location: null,
}

/** Undefined or omitted fields stay. */
export type FieldChanges = { readonly [Name in keyof DenialFields]?: DenialFields[Name] | undefined } & {
  readonly recoveredCents?: number | null | undefined
}

/** A payment on the claim of a denial, identified by its parts. */
export interface ClaimPayment {
  /** TRN02, or the day of the payment without one. */
  readonly traceNo: string
  /** ICN (CLP07) */
  readonly payerClaimRef: string
  /** Negative: taken back. */
  readonly paidCents: number
}

/** A payment that was posted to a denial. */
export interface PostedPayment extends ClaimPayment {
  /** Epoch ms. */
  readonly at: number
  /** Its import; null: the current one. */
  readonly importNo: number | null
}

/** A denial in the ledger. */
interface DenialEntry extends ClaimIdentity, DenialFields, Outcome {
  readonly denialNo: number
  /** The import that states it; null: the current one. */
  readonly importNo: number | null
  /** Whether a remittance has stated it; false: only a worklist. */
  readonly inRemittance: boolean
  /** Null: the claim reference identifies nothing. */
  readonly claimToken: string | null
  readonly state: DenialState
  readonly received: number
  readonly deniedCents: number
  readonly lastEvent: number
}

/** A denial on file. */
export interface KnownDenial extends DenialEntry {
  readonly payments: readonly PostedPayment[]
}

/** A denial that a batch adds. */
export interface AddedDenial extends DenialEntry, StatedDenial {}

export interface NewEvent extends LedgerEvent {
  readonly denialNo: number
  readonly eventNo: number
  /** Null: the author of the changes. */
  readonly by: string | null
  /** Its import; null: the current one, or a person. */
  readonly importNo: number | null
}

export interface NewPayment extends PostedPayment {
  readonly denialNo: number
}

/** The result of a batch. */
export interface LedgerChanges {
  readonly added: readonly AddedDenial[]
  readonly changed: readonly KnownDenial[]
  readonly events: readonly NewEvent[]
  readonly payments: readonly NewPayment[]
}

/** A denial to add. */
export interface NewDenial {
  readonly claimToken: string | null
  readonly denial: StatedDenial
  readonly fields: DenialFields
  readonly received: number
  readonly inRemittance: boolean
}

/** `known`: already on file. `unmatched`: no denial matches. */
export type PostingResult = 'added' | 'changed' | 'known' | 'unmatched'
