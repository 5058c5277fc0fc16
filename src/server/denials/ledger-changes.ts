import type { DenialState } from '../../shared/contract/denials.ts'
import type { ClaimIdentity, StatedDenial } from './entries.ts'
import type { DenialHappening, Outcome } from './outcome.ts'

/** What people and worklists set on a denial. Times in epoch ms. */
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

/** What is undefined or left out stays. */
export type FieldChanges = { readonly [Name in keyof DenialFields]?: DenialFields[Name] | undefined } & {
  readonly recoveredCents?: number | null | undefined
}

/** A payment on the claim of a denial; the same again is known by its parts. */
export interface ClaimPayment {
  /** TRN02, or what stands for it. */
  readonly traceNo: string
  /** CLP07 */
  readonly payerClaimRef: string
  /** Negative: taken back. */
  readonly paidCents: number
}

/** A payment that was counted on a denial. */
export interface CountedPayment extends ClaimPayment {
  /** Epoch ms. */
  readonly at: number
  /** The import that says so; null: the one under way. */
  readonly importNo: number | null
}

/** A denial that was there before. */
export interface KnownDenial extends ClaimIdentity, DenialFields, Outcome {
  readonly denialNo: number
  /** The import that states it; null: the one under way. */
  readonly importNo: number | null
  /** A remittance has stated it; false: only a worklist. */
  readonly remitted: boolean
  readonly token: string
  readonly state: DenialState
  readonly received: number
  readonly deniedCents: number
  readonly payments: readonly CountedPayment[]
  readonly lastEvent: number
}

export interface AddedDenial extends StatedDenial, DenialFields, Outcome {
  readonly denialNo: number
  readonly importNo: number | null
  readonly remitted: boolean
  /** Null: the claim reference identifies nothing. */
  readonly token: string | null
  readonly state: DenialState
  readonly received: number
  readonly lastEvent: number
}

export interface NewEvent extends DenialHappening {
  readonly denialNo: number
  readonly eventNo: number
  /** Null: whoever brings the changes. */
  readonly by: string | null
  /** The import that says so; null: the one under way, or a person. */
  readonly importNo: number | null
}

export interface NewPayment extends CountedPayment {
  readonly denialNo: number
}

/** What a batch comes to. */
export interface LedgerChanges {
  readonly added: readonly AddedDenial[]
  readonly changed: readonly KnownDenial[]
  readonly events: readonly NewEvent[]
  readonly payments: readonly NewPayment[]
}

/** A denial that is to be added unless it is known. */
export interface NewDenial {
  readonly token: string | null
  readonly denial: StatedDenial
  readonly fields: DenialFields
  readonly received: number
  readonly remitted: boolean
}

/** `known`: nothing new in it. */
export type Settled = 'added' | 'changed' | 'known' | 'unmatched'
