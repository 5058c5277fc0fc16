import {
  closedDenialStates,
  denialStates,
  openDenialStates,
  wonDenialStates,
  type AppealDecision,
  type AppealLevel,
  type DenialEventKind,
  type DenialState,
} from '../../shared/contract/denials.ts'

/** The sum of a denial's events, stored with it so that reads need no events. Times are epoch ms. */
export interface Outcome {
  readonly state: DenialState
  readonly stateSince: number
  /** Null: unassigned. */
  readonly ownerSince: number | null
  readonly firstAppealedAt: number | null
  /** When it was closed, or reversed; null while it is open. Another closed state does not move it. */
  readonly resolvedAt: number | null
  /** Null: none posted and none set. */
  readonly recoveredCents: number | null
  /** What is left of the denied amount. */
  readonly leftCents: number
  /** Of the latest appeal. */
  readonly appealLevel: AppealLevel | null
  /** How a person is to close it, since nothing is left; null: not proposed. */
  readonly proposedState: DenialState | null
  readonly proposedSince: number | null
  /** How often it was reopened. */
  readonly reopened: number
  /** How often it went from one owner to another. */
  readonly reassigned: number
  /** The first decision on each appeal level. */
  readonly decisions: readonly AppealDecision[]
}

/** An outcome with the sums behind it. */
export interface RunningOutcome extends Outcome {
  /** The latest appeal is not decided yet. */
  readonly appealOpen: boolean
  /** What the latest answer denies, at most what was denied; null: no answer yet. */
  readonly answerDeniesCents: number | null
  /** Of all payments, less takebacks. */
  readonly paymentsCents: number
  /** Of those without an answer since. */
  readonly unansweredPaymentsCents: number
  /** The recovered amount that a worklist or person has stated since the latest payment or answer. */
  readonly statedRecoveredCents: number | null
}

/** An event of a denial. */
export interface LedgerEvent {
  readonly kind: DenialEventKind
  /** Epoch ms. */
  readonly at: number
  readonly from: string | null
  readonly to: string | null
}

/** The outcome of a new denial. @param owner on receipt */
export function outcomeOnReceipt(at: number, owner: string | null, deniedCents: number): RunningOutcome {
  return {
    state: 'new',
    stateSince: at,
    ownerSince: owner === null ? null : at,
    firstAppealedAt: null,
    resolvedAt: null,
    recoveredCents: null,
    leftCents: deniedCents,
    appealLevel: null,
    proposedState: null,
    proposedSince: null,
    reopened: 0,
    reassigned: 0,
    decisions: [],
    appealOpen: false,
    answerDeniesCents: null,
    paymentsCents: 0,
    unansweredPaymentsCents: 0,
    statedRecoveredCents: null,
  }
}

/** Whether an event is of a state that the denial comes to. */
export const isStateEvent = (kind: DenialEventKind): kind is Exclude<DenialState, 'new'> =>
  kind !== 'received' && denialStates.some((state) => state === kind)

/** The outcome after one more event. */
export function outcomeAfter(outcome: RunningOutcome, event: LedgerEvent, deniedCents: number): RunningOutcome {
  const { kind, at, from, to } = event
  const withLeft = (changes: Partial<RunningOutcome>): RunningOutcome => {
    const next = { ...outcome, ...changes }
    return { ...next, leftCents: leftOf(next, deniedCents) }
  }
  switch (kind) {
    case 'owner':
      return {
        ...outcome,
        ownerSince: to === null ? null : at,
        reassigned: outcome.reassigned + (from !== null && to !== null ? 1 : 0),
      }
    case 'appeal_level':
      return { ...outcome, appealLevel: to as AppealLevel | null }
    case 'payment': {
      const paymentsCents = outcome.paymentsCents + Number(to)
      const unansweredPaymentsCents = outcome.unansweredPaymentsCents + Number(to)
      const recoveredCents = within(paymentsCents, deniedCents)
      return withoutSettledProposal(
        withLeft({ paymentsCents, unansweredPaymentsCents, recoveredCents, statedRecoveredCents: null }),
      )
    }
    case 'recovered_amount': {
      const recoveredCents = to === null ? null : Number(to)
      return withoutSettledProposal(withLeft({ recoveredCents, statedRecoveredCents: recoveredCents }))
    }
    case 'answer':
      return {
        ...withLeft({
          answerDeniesCents: within(Number(to), deniedCents),
          unansweredPaymentsCents: 0,
          statedRecoveredCents: null,
        }),
        proposedState: null,
        proposedSince: null,
      }
    case 'closing_proposed':
      return { ...decided(outcome, to as DenialState, at), proposedState: to as DenialState, proposedSince: at }
    case 'received':
    case 'queue':
    case 'follow_up_due':
    case 'appeal_due':
    case 'corrected_claim_due':
    case 'service_line':
    case 'provider':
    case 'location':
      return outcome
    default:
      return afterState(outcome, kind, at, deniedCents)
  }
}

function afterState(before: RunningOutcome, state: DenialState, at: number, deniedCents: number): RunningOutcome {
  const outcome = decided(before, state, at)
  const wasClosed = closedDenialStates.includes(before.state)
  const isOpen = openDenialStates.includes(state)
  const next: RunningOutcome = {
    ...outcome,
    state,
    stateSince: at,
    resolvedAt: isOpen ? null : wasClosed && state !== 'reversed' ? before.resolvedAt : at,
    proposedState: null,
    proposedSince: null,
    reopened: outcome.reopened + (state === 'reopened' ? 1 : 0),
  }
  switch (state) {
    case 'appealed':
      return {
        ...next,
        firstAppealedAt: outcome.firstAppealedAt ?? at,
        appealLevel: outcome.appealLevel ?? '1',
        appealOpen: true,
      }
    case 'reversed':
      // The answer is taken back: all of it is to be decided again.
      return {
        ...next,
        answerDeniesCents: null,
        unansweredPaymentsCents: 0,
        statedRecoveredCents: null,
        leftCents: deniedCents,
      }
    case 'voided':
      return { ...next, leftCents: 0, appealOpen: false }
    default:
      return next
  }
}

/** With the decision on the open appeal that a state means; the first on each level counts. */
function decided(before: RunningOutcome, state: DenialState, at: number): RunningOutcome {
  const { appealOpen, appealLevel, decisions } = before
  if (!appealOpen || appealLevel === null || state === 'voided' || !closedDenialStates.includes(state)) return before
  const outcome = wonDenialStates.includes(state) ? 'overturned' : 'upheld'
  const isFirst = decisions.every(({ level }) => level !== appealLevel)
  return {
    ...before,
    appealOpen: false,
    decisions: isFirst ? [...decisions, { level: appealLevel, at, outcome }] : decisions,
  }
}

/** What is left: what the latest answer denies, else all that was denied, less what was paid since or stated as recovered. */
function leftOf(outcome: RunningOutcome, deniedCents: number): number {
  const { answerDeniesCents, unansweredPaymentsCents, statedRecoveredCents } = outcome
  const afterPayments = (answerDeniesCents ?? deniedCents) - Math.max(0, unansweredPaymentsCents)
  return within(Math.min(afterPayments, deniedCents - (statedRecoveredCents ?? 0)), deniedCents)
}

/** A proposal to close holds only while nothing is left. */
function withoutSettledProposal(outcome: RunningOutcome): RunningOutcome {
  return outcome.leftCents === 0 ? outcome : { ...outcome, proposedState: null, proposedSince: null }
}

const within = (cents: number, limit: number) => Math.min(Math.max(cents, 0), Math.max(limit, 0))

/** The outcome after all events of a denial, in their order. @param owner now */
export function outcomeOfEvents(
  events: readonly LedgerEvent[],
  {
    owner,
    received,
    deniedCents,
  }: { readonly owner: string | null; readonly received: number; readonly deniedCents: number },
): RunningOutcome {
  const firstOwner = events.find(({ kind }) => kind === 'owner')
  const start = outcomeOnReceipt(received, firstOwner === undefined ? owner : firstOwner.from, deniedCents)
  return events.reduce((outcome, event) => outcomeAfter(outcome, event, deniedCents), start)
}

/** The columns of a denial that its events determine. */
export function storedOutcome(outcome: RunningOutcome): Outcome {
  const { state, stateSince, ownerSince, firstAppealedAt, resolvedAt, recoveredCents, leftCents } = outcome
  const { appealLevel, proposedState, proposedSince, reopened, reassigned, decisions } = outcome
  return {
    ...{ state, stateSince, ownerSince, firstAppealedAt, resolvedAt, recoveredCents, leftCents },
    ...{ appealLevel, proposedState, proposedSince, reopened, reassigned, decisions },
  }
}
