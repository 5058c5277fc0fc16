import { addDays } from '../../../shared/denials/index.ts'
import type { CalendarDay } from '../../../shared/denials/index.ts'
import type { ClaimBook, WorkedClaim } from '../claim-book.ts'
import type { Random } from '../random.ts'
import { sampleTeam } from '../team.ts'
import type { Biller } from '../team.ts'
import { localDay, weekdayUpTo } from './calendar.ts'
import { deniedClaim } from './sample-denial.ts'
import type { DeniedClaim, Payback, SampleDenial, Step } from './sample-denial.ts'

/** Denials mostly closed before anybody's work was seen: what the tenant's own history says of payers. */
const HISTORY = 900
/** Open denials nobody has worked in the three weeks. */
const BACKLOG = 600
const FIRST_UNWORKED = 60_000

/**
 * Every denial of the made-up practice: one for each claim that was worked, denied before it was first touched; and those nobody
 * touched. @param now epoch ms
 */
export function makeDenials(book: ClaimBook, now: number, random: Random): SampleDenial[] {
  const today = localDay(now)
  const worked = book.claims.flatMap((claim) => workedDenial(claim, today, random))
  const unworked = Array.from({ length: HISTORY + BACKLOG }, (_, index) => {
    const reference = `PCN-${FIRST_UNWORKED + index}`
    return index < HISTORY ? closedDenial(reference, today, random) : waitingDenial(reference, today, random)
  })
  return [...worked, ...unworked]
}

function workedDenial(worked: WorkedClaim, today: CalendarDay, random: Random): SampleDenial[] {
  const days = worked.visits.map(({ at }) => localDay(at)).sort()
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const received = weekdayUpTo(addDays(first, -daysBeforeWork(random)))
  const { biller, claim } = worked
  const denied = deniedClaim(claim.reference, received, biller, random, claim.portal.payer)
  const appealed = worked.appealedAt === null ? null : localDay(worked.appealedAt)
  const course =
    appealed === null
      ? unappealed(denied, first, last, today, random)
      : [
          ...(first < appealed ? [{ state: 'in_progress', on: first } as const] : []),
          { state: 'appealed', on: appealed } as const,
          ...answerOfAppeal(denied, addDays(appealed, random.between(6, 18)), today, random),
        ]
  const closed = course.some(({ state }) => state !== 'in_progress' && state !== 'appealed')
  const payback = paybackOf(denied, course, addDays(last, random.between(2, 9)), today, random)
  return [
    {
      ...denied,
      owners: ownersOf(biller, received, first, random),
      followUp: closed ? null : addDays(last, random.pick([5, 7, 7, 7, 10])),
      steps: course,
      payback,
    },
  ]
}

/** Mostly a day or two; some lie a while. */
function daysBeforeWork(random: Random): number {
  const share = random.next()
  if (share < 0.6) return random.between(0, 1)
  if (share < 0.86) return random.between(2, 4)
  return share < 0.96 ? random.between(5, 12) : random.between(13, 70)
}

function ownersOf(biller: Biller, received: CalendarDay, first: CalendarDay, random: Random): SampleDenial['owners'] {
  if (random.chance(0.04)) return []
  const since = random.chance(0.6) ? received : first
  if (!random.chance(0.07)) return [{ name: biller.name, since }]
  const colleagues = sampleTeam.filter((other) => other !== biller && other.team === biller.team)
  const before = random.pick(colleagues)
  const between = random.pick(colleagues)
  const second = between === before || random.chance(0.7) ? [] : [{ name: between.name, since }]
  return [{ name: before.name, since: received }, ...second, { name: biller.name, since: first }]
}

/** Worked without an appeal: corrected and paid, given up, or still open. */
function unappealed(
  { deniedCents }: DeniedClaim,
  first: CalendarDay,
  last: CalendarDay,
  today: CalendarDay,
  random: Random,
): Step[] {
  const steps: Step[] = random.chance(0.85) ? [{ state: 'in_progress', on: first }] : []
  const on = addDays(last, random.between(1, 7))
  if (on > today) return steps
  const share = random.next()
  if (share < 0.36) return [...steps, { state: 'recovered', on }]
  const givenUp = deniedCents < 100_00 ? 0.68 : 0.5
  return share < givenUp ? [...steps, { state: 'written_off', on }] : steps
}

/** About 55 of a hundred appeals win; of those that are lost some are written off. */
function answerOfAppeal({ payer, reason }: DeniedClaim, on: CalendarDay, today: CalendarDay, random: Random): Step[] {
  if (on > today) return []
  if (random.chance(payer.overturn + reason.overturn)) return [{ state: 'overturned', on }]
  const later = addDays(on, random.between(1, 6))
  const lost = { state: 'upheld', on } as const
  return later <= today && random.chance(0.5) ? [lost, { state: 'written_off', on: later }] : [lost]
}

/** What is won is paid; some payers correct themselves unasked. */
function paybackOf(
  { deniedCents }: DeniedClaim,
  steps: readonly Step[],
  corrected: CalendarDay,
  today: CalendarDay,
  random: Random,
): Payback | null {
  const end = steps.at(-1)
  if (end?.state === 'overturned' || end?.state === 'recovered') {
    const share = random.chance(0.75) ? random.between(80, 100) : random.between(35, 79)
    return { kind: 'payment', on: end.on, paidCents: Math.max(1, Math.round((deniedCents * share) / 100)) }
  }
  const isOpen = end === undefined || end.state === 'in_progress'
  if (!isOpen || corrected > today || !random.chance(0.07)) return null
  return { kind: 'correction', on: weekdayUpTo(corrected), paidCents: Math.round(deniedCents * 0.8) }
}

/** Came in the months before; mostly closed by now. */
function closedDenial(reference: string, today: CalendarDay, random: Random): SampleDenial {
  const biller = random.pick(sampleTeam)
  const received = weekdayUpTo(addDays(today, -random.between(35, 150)))
  const denied = deniedClaim(reference, received, biller, random)
  const taken = addDays(received, random.between(0, 4))
  const appealed = addDays(taken, random.between(1, 12))
  const answered = addDays(appealed, random.between(10, 40))
  const course: Step[] = random.chance(0.6)
    ? [{ state: 'appealed', on: appealed }, ...answerOfAppeal(denied, answered, today, random)]
    : [{ state: random.chance(0.6) ? 'recovered' : 'written_off', on: answered }]
  // What is not over yet is still open.
  const steps = [{ state: 'in_progress', on: taken } as const, ...course].filter(({ on }) => on <= today)
  return {
    ...denied,
    owners: [{ name: biller.name, since: taken }],
    followUp: null,
    steps,
    payback: paybackOf(denied, steps, addDays(today, 1), today, random),
  }
}

/** Open: just come, forgotten with an owner, or nobody's. */
function waitingDenial(reference: string, today: CalendarDay, random: Random): SampleDenial {
  const biller = random.pick(sampleTeam)
  const share = random.next()
  const age = share < 0.3 ? random.between(0, 3) : share < 0.7 ? random.between(4, 35) : random.between(36, 130)
  const received = weekdayUpTo(addDays(today, -age))
  const denied = deniedClaim(reference, received, biller, random)
  const isOwned = random.chance(age < 4 ? 0.4 : 0.65)
  const taken = addDays(received, random.between(0, 2))
  const isTaken = isOwned && taken <= today
  const isBegun = isTaken && age > 20 && random.chance(0.5)
  return {
    ...denied,
    owners: isTaken ? [{ name: biller.name, since: taken }] : [],
    followUp: isBegun ? addDays(taken, 14) : null,
    steps: isBegun ? [{ state: 'in_progress', on: taken }] : [],
    payback: null,
  }
}
