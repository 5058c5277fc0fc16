import { openDenialStates } from '../../shared/contract/denials.ts'
import type { DenialEventKind, DenialState } from '../../shared/contract/denials.ts'

/** What became of a denial: what its events come to, kept on it so that nobody has to read them again. Times in epoch ms. */
export interface Outcome {
  /** When it came to its state. */
  readonly stateSince: number
  /** Null: nobody owns it. */
  readonly ownerSince: number | null
  /** When it first came to `appealed`. */
  readonly firstAppealedAt: number | null
  /** When it came to the closed state it is in; null while it is open. */
  readonly resolvedAt: number | null
  /** Null while nobody and no remittance has said. */
  readonly recoveredCents: number | null
  /** Times it was opened again. */
  readonly reopened: number
  /** Times it went from one owner to another. */
  readonly reassigned: number
}

/** What happened. */
export interface DenialHappening {
  readonly kind: DenialEventKind
  /** Epoch ms. */
  readonly at: number
  readonly from: string | null
  readonly to: string | null
}

/** What recovered amounts are reckoned from. */
export interface RecoveryBasis {
  readonly deniedCents: number
  /** Σ payments on its claim since it was denied; what was taken back is negative. */
  readonly paymentsCents: number
}

/** Of a denial that has just come. @param owner that came with it */
export function outcomeOfReceipt(at: number, owner: string | null): Outcome {
  return {
    stateSince: at,
    ownerSince: owner === null ? null : at,
    firstAppealedAt: null,
    resolvedAt: null,
    recoveredCents: null,
    reopened: 0,
    reassigned: 0,
  }
}

/** The outcome after one more event. @param basis as it is after the event */
export function outcomeAfter(outcome: Outcome, event: DenialHappening, basis: RecoveryBasis): Outcome {
  const { kind, at, from, to } = event
  switch (kind) {
    case 'owner':
      return {
        ...outcome,
        ownerSince: to === null ? null : at,
        reassigned: outcome.reassigned + (from !== null && to !== null ? 1 : 0),
      }
    case 'payment':
      return { ...outcome, recoveredCents: recoveredBy(basis) }
    case 'recovered_amount':
      return { ...outcome, recoveredCents: to === null ? null : Number(to) }
    case 'received':
    case 'queue':
    case 'follow_up_due':
    case 'appeal_due':
    case 'service_line':
    case 'provider':
    case 'location':
      return outcome
    default:
      return afterState(outcome, kind, at)
  }
}

function afterState(outcome: Outcome, state: DenialState, at: number): Outcome {
  return {
    ...outcome,
    stateSince: at,
    firstAppealedAt: outcome.firstAppealedAt ?? (state === 'appealed' ? at : null),
    resolvedAt: openDenialStates.includes(state) ? null : at,
    reopened: outcome.reopened + (state === 'reopened' ? 1 : 0),
  }
}

/** What payments have brought back: never more than was denied, never less than nothing. */
function recoveredBy({ deniedCents, paymentsCents }: RecoveryBasis): number {
  return Math.min(Math.max(paymentsCents, 0), Math.max(deniedCents, 0))
}
