import { closedDenialStates, type DenialState } from '../../shared/contract/denials.ts'
import type { ClaimIdentity, StatedDenial } from './entries.ts'
import { isStateEvent, type LedgerEvent, type Outcome } from './outcome.ts'

/** The fields of a denial that people and worklists set. Times are epoch ms. */
export interface DenialFields {
  readonly owner: string | null
  readonly queue: string | null
  readonly followUpDue: number | null
  readonly appealDue: number | null
  readonly correctedClaimDue: number | null
  readonly serviceLine: string | null
  readonly provider: string | null
  readonly location: string | null
}

export const noFields: DenialFields = {
  owner: null,
  queue: null,
  followUpDue: null,
  appealDue: null,
  correctedClaimDue: null,
  serviceLine: null,
  provider: null,
  location: null,
}

/** The kind of event for a change of each field. */
export const eventOfField = {
  owner: 'owner',
  queue: 'queue',
  followUpDue: 'follow_up_due',
  appealDue: 'appeal_due',
  correctedClaimDue: 'corrected_claim_due',
  serviceLine: 'service_line',
  provider: 'provider',
  location: 'location',
} as const satisfies Record<keyof DenialFields, LedgerEvent['kind']>
export const fieldNames = Object.keys(eventOfField) as (keyof DenialFields)[]

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
  readonly importNo: number
}

/** What brought an event. Those of remittances are derived again with each remittance of the claim. */
export type EventOrigin = 'remittance' | 'rule' | 'worklist' | 'person'

/** An event as it is stored with its denial. */
export interface DenialEvent extends LedgerEvent {
  /** Null: the author of the changes. */
  readonly by: string | null
  /** The account of `by`. */
  readonly byAccount?: string | null
  /** Null: a person. */
  readonly importNo: number | null
  readonly reason: string | null
  readonly origin: EventOrigin
  /** The last import when it was said. */
  readonly afterImport: number
  /** Null: now. */
  readonly recordedAt: number | null
}

/** Whether a person or worklist said it, apart from the receipt of a denial. */
export const isSaid = ({ origin, kind }: DenialEvent): boolean =>
  (origin === 'person' || origin === 'worklist') && kind !== 'received'

/** A denial with all that is known of it. */
export interface KnownDenial extends ClaimIdentity, DenialFields, Outcome {
  readonly denialNo: number
  /** The import that states it. */
  readonly importNo: number
  /** Whether a remittance has stated it; false: only a worklist. */
  readonly inRemittance: boolean
  /** Null: the claim reference identifies nothing. */
  readonly claimToken: string | null
  readonly received: number
  /** The payer's deadline for the next appeal level; null: none. */
  readonly nextAppealDue: number | null
  readonly deniedCents: number
  readonly stated: StatedDenial
  readonly payments: readonly PostedPayment[]
  /** In their order. */
  readonly events: readonly DenialEvent[]
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

/** The state that people or worklists last said, and since when; `new` on receipt. */
export function lastSaidState({ events, received }: KnownDenial): {
  readonly state: DenialState
  readonly since: number
} {
  const said = events.findLast((event) => isSaid(event) && isStateEvent(event.kind))
  return said && isStateEvent(said.kind) ? { state: said.kind, since: said.at } : { state: 'new', since: received }
}

/** Whether an answer or payment has closed the denial, not a person or worklist. */
export function isClosedByAnswer(denial: KnownDenial): boolean {
  const last = denial.events.findLast(({ kind }) => isStateEvent(kind))
  return last !== undefined && !isSaid(last) && closedDenialStates.includes(denial.state)
}
