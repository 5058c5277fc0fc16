import { denialStates, openDenialStates } from '../../../src/shared/contract/denials.ts'
import { businessDaysBack, businessMs, dueAt } from './business-hours.ts'
import { endOfDay, startOf } from './days.ts'
import type { AsOf } from './items.ts'
import type { Touch, Denial, World } from './world.ts'

// What a denial is at an instant, by the words of the definitions.

/** Closed: a reversed denial is neither open nor closed. */
export const isResolved = ({ resolvedAt, state }: Denial): boolean => resolvedAt !== null && state !== 'reversed'

/** What the payer's latest answer still denied, less payments since: of now a fact, of the past by what had happened by then. */
export function leftCentsAt(denial: Denial, { last }: AsOf, now: number): number {
  const { leftCents, deniedCents, events } = denial
  if (last >= now) return leftCents ?? deniedCents
  const past = events.filter(({ happenedAt }) => happenedAt <= last)
  const turn = past.findLastIndex(({ kind }) => kind === 'answer' || kind === 'reversed')
  const answer = past[turn]
  const since = past.slice(turn + 1)
  const paid = since.filter(({ kind }) => kind === 'payment').reduce((sum, { toValue }) => sum + Number(toValue), 0)
  const lastPaid = since.findLastIndex(({ kind }) => kind === 'payment')
  const stated = since.slice(lastPaid + 1).findLast(({ kind }) => kind === 'recovered_amount')
  const denied = answer?.kind === 'answer' ? Math.min(Number(answer.toValue), deniedCents) : deniedCents
  return Math.max(0, Math.min(denied - Math.max(0, paid), deniedCents - Number(stated?.toValue ?? 0)))
}

export const isWon = ({ state }: Denial): boolean => state === 'overturned' || state === 'recovered'

/** Received, with something left to do, and not proposed to close. */
export function isOpenAt(denial: Denial, { last: at }: AsOf): boolean {
  const { received, proposedSince } = denial
  return received <= at && (proposedSince === null || proposedSince > at) && isOpenState(stateAt(denial, at))
}

const isOpenState = (state: string) => openDenialStates.some((open) => open === state)

/** The state that its events had brought it to. */
function stateAt({ events }: Denial, at: number): string {
  return (
    events.findLast(({ kind, happenedAt }) => happenedAt <= at && denialStates.some((state) => state === kind))?.kind ??
    'new'
  )
}

/** Touches that had begun by an instant. */
const touchesBy = ({ touches }: Denial, at: number): readonly Touch[] =>
  touches.filter(({ startedAt }) => startedAt <= at)

export const firstTouchAt = ({ touches }: Denial): number | null => touches[0]?.startedAt ?? null

/** The end of the last day on which a due date is met. */
export const endOfDue = (due: number, { zone }: World): number => endOfDay(due, zone)

export const isFollowUpOver = (denial: Denial, { clock: at }: AsOf, world: World): boolean =>
  denial.followUpDue !== null && endOfDue(denial.followUpDue, world) <= at

/** Denials received before the start date are left out of what is judged by it. */
export function isSinceStart({ received }: Denial, { facts, zone }: World): boolean {
  const { startsOn } = facts.slas
  return startsOn === null || received >= startOf(startsOn, zone)
}

/** When the earliest of its first-touch SLAs is missed; null: none applies. */
export function firstTouchDue(denial: Denial, { facts, zone }: World): number | null {
  const dues = facts.slas.slas.flatMap((sla) => {
    if (sla.kind !== 'first_touch' || !sla.enabled) return []
    const { scope } = sla
    const isIn = (list: readonly string[] | undefined, value: string | null) =>
      list === undefined || (value !== null && list.includes(value))
    const applies =
      isIn(scope.payers, denial.payer) &&
      isIn(scope.categories, denial.category) &&
      isIn(scope.serviceLines, denial.serviceLine) &&
      isIn(scope.queues, denial.queue) &&
      isIn(scope.teams, denial.team) &&
      denial.deniedCents >= (scope.minDeniedCents ?? 0) &&
      denial.deniedCents <= (scope.maxDeniedCents ?? Infinity)
    const due = applies ? dueAt(denial.received, sla.within, denial.calendar, zone) : null
    return due === null ? [] : [due]
  })
  return dues.length === 0 ? null : Math.min(...dues)
}

/** Business minutes from receipt. */
export const minutesWaited = (denial: Denial, until: number): number =>
  businessMs(denial.received, until, denial.calendar) / 60_000

export const wasAppealedBy = ({ firstAppealedAt }: Denial, at: number): boolean =>
  firstAppealedAt !== null && firstAppealedAt <= at

/**
 * Untouched past its first-touch SLA, past its follow-up date, or past a deadline of its payer: for an appeal without an appeal, for the next
 * appeal level, or for a corrected claim with neither that nor an appeal.
 */
export function isOverdueAt(denial: Denial, { last, clock: at }: AsOf, world: World): boolean {
  const firstDue = isSinceStart(denial, world) ? firstTouchDue(denial, world) : null
  const isUntouched = touchesBy(denial, last).length === 0
  const isOver = (due: number | null) => due !== null && endOfDue(due, world) <= at
  const isAppealed = denial.firstAppealedAt !== null
  const isCorrected = denial.events.some(({ kind }) => kind === 'corrected_claim_sent')
  return (
    (isUntouched && firstDue !== null && firstDue <= at) ||
    isOver(denial.followUpDue) ||
    isOver(denial.nextAppealDue) ||
    (!isAppealed && isOver(denial.appealDue)) ||
    (!isAppealed && !isCorrected && isOver(denial.correctedClaimDue))
  )
}

const STALLED_DAYS = 10

/** What somebody says of a payer's response. */
const stated: readonly string[] = ['payer_responded', 'overturned', 'upheld']

/** No touch and no payer response in the 10 business days before: no remittance, and none that somebody states. */
export function isStalledAt(denial: Denial, { last, clock }: AsOf): boolean {
  const since = businessDaysBack(clock, STALLED_DAYS, denial.calendar)
  const isRecent = (instant: number) => instant >= since && instant <= last
  return !(
    denial.touches.some(({ startedAt, endedAt }) => startedAt <= last && endedAt >= since) ||
    denial.received >= since ||
    denial.events.some(
      ({ origin, kind, happenedAt }) => (origin === 'remittance' || stated.includes(kind)) && isRecent(happenedAt),
    )
  )
}
