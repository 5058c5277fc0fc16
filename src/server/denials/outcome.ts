import { openDenialStates, type DenialEventKind, type DenialState } from '../../shared/contract/denials.ts'

/** The sum of a denial's events, stored with it so that reads need no events. Times are epoch ms. */
export interface Outcome {
  readonly stateSince: number
  /** Null: unassigned. */
  readonly ownerSince: number | null
  readonly firstAppealedAt: number | null
  /** When it was closed; null while it is open. */
  readonly resolvedAt: number | null
  /** Null: none posted and none set. */
  readonly recoveredCents: number | null
  /** How often it was reopened. */
  readonly reopened: number
  /** How often it went from one owner to another. */
  readonly reassigned: number
}

/** An event of a denial. */
export interface LedgerEvent {
  readonly kind: DenialEventKind
  /** Epoch ms. */
  readonly at: number
  readonly from: string | null
  readonly to: string | null
}

/** The amounts behind the recovered amount. */
export interface RecoveryBasis {
  readonly deniedCents: number
  /** Sum of the payments on the claim since the denial, less takebacks. */
  readonly paymentsCents: number
}

/** The outcome of a new denial. @param owner on receipt */
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

/** The outcome after one more event. @param basis after the event */
export function outcomeAfter(outcome: Outcome, event: LedgerEvent, basis: RecoveryBasis): Outcome {
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

/** Recovered by payments: at most the denied amount, at least 0. */
function recoveredBy({ deniedCents, paymentsCents }: RecoveryBasis): number {
  return Math.min(Math.max(paymentsCents, 0), Math.max(deniedCents, 0))
}
