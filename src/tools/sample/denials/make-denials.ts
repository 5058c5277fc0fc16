import { addDays, type CalendarDay } from '../../../shared/denials/index.ts'
import type { ClaimBook, WorkedClaim } from '../claim-book.ts'
import type { Random } from '../random.ts'
import type { Biller } from '../team.ts'
import { localDay, weekdayUpTo } from './calendar.ts'
import { deniedClaim, type DeniedClaim, type Payback, type SampleDenial, type Step } from './sample-denial.ts'

/** Denials for each biller that were closed before the recorded period, for the recovery forecast. */
const HISTORY_EACH = 42
/** Open denials without a touch, for each biller. */
const UNTOUCHED_EACH = { arrived: 5, overlooked: 2, forgotten: 1 } as const
const FIRST_UNWORKED = 60_000

/** The denials of the sample practice: one for each worked claim, denied before its first touch, and some without a touch. @param now epoch ms */
export function makeDenials(book: ClaimBook, team: readonly Biller[], now: number, random: Random): SampleDenial[] {
  const today = localDay(now)
  let number = FIRST_UNWORKED
  const several = (each: number, make: (reference: string, biller: Biller) => SampleDenial) =>
    team.flatMap((biller) => Array.from({ length: each }, () => make(`PCN-${number++}`, biller)))
  const untouched = (each: number, from: number, to: number) =>
    several(each, (reference, biller) =>
      untouchedDenial(reference, biller, addDays(today, -random.between(from, to)), random),
    )
  return [
    ...book.claims.flatMap((claim) => workedDenial(claim, team, today, random)),
    ...several(HISTORY_EACH, (reference, biller) => closedDenial(reference, biller, today, random)),
    ...untouched(UNTOUCHED_EACH.arrived, 0, 0),
    ...untouched(UNTOUCHED_EACH.overlooked, 1, 6),
    ...untouched(UNTOUCHED_EACH.forgotten, 7, 110),
  ]
}

function workedDenial(
  worked: WorkedClaim,
  team: readonly Biller[],
  today: CalendarDay,
  random: Random,
): SampleDenial[] {
  const days = worked.visits.map(({ at }) => localDay(at)).sort()
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const { biller, claim, received, appealed, followUpAt } = worked
  const denied = deniedClaim(claim.reference, received, biller, random, claim.portal.payer)
  const begun = appealed !== null && appealed < first ? received : first
  const course: Step[] =
    random.chance(0.85) && (appealed === null || begun < appealed) ? [{ state: 'in_progress', on: begun }] : []
  if (appealed !== null) {
    const answered = addDays(latest(appealed, followUpAt === null ? last : localDay(followUpAt)), daysToAnswer(random))
    course.push({ state: 'appealed', on: appealed }, ...answerOfAppeal(denied, answered, today, random))
  } else if (followUpAt === null) {
    course.push(...resolvedWithoutAppeal(denied, addDays(last, random.between(0, 5)), today, random))
  }
  const isOpen = course.every(({ state }) => state === 'in_progress' || state === 'appealed')
  const payback = paybackOf(denied, course, addDays(last, random.between(2, 9)), today, random)
  return [
    {
      ...denied,
      owners: ownersOf(biller, team, received, first, random),
      followUp: isOpen ? followUpOf(worked, last, today) : null,
      steps: course,
      payback,
    },
  ]
}

/** The planned follow-up date, else a month after an appeal or a week after the last touch. */
function followUpOf({ appealed, followUpAt }: WorkedClaim, last: CalendarDay, today: CalendarDay): CalendarDay {
  if (followUpAt !== null) return localDay(followUpAt)
  if (appealed === null) return addDays(last, 7)
  let day = addDays(appealed, 30)
  while (day <= today) day = addDays(day, 30)
  return day
}

function latest(one: CalendarDay, other: CalendarDay): CalendarDay {
  return one > other ? one : other
}

/** Mostly one to two weeks, sometimes months. */
function daysToAnswer(random: Random): number {
  return random.chance(0.8) ? random.between(1, 12) : random.between(13, 60)
}

function ownersOf(
  biller: Biller,
  team: readonly Biller[],
  received: CalendarDay,
  first: CalendarDay,
  random: Random,
): SampleDenial['owners'] {
  if (random.chance(0.04)) return []
  const since = random.chance(0.6) ? received : first
  const colleagues = team.filter((other) => other !== biller && other.team === biller.team)
  if (colleagues.length === 0 || !random.chance(0.07)) return [{ name: biller.name, since }]
  const before = random.pick(colleagues)
  const between = random.pick(colleagues)
  const second = between === before || random.chance(0.7) ? [] : [{ name: between.name, since }]
  return [{ name: before.name, since: received }, ...second, { name: biller.name, since: first }]
}

/** Closed without an appeal: corrected and paid, or written off. */
function resolvedWithoutAppeal(
  { deniedCents }: DeniedClaim,
  on: CalendarDay,
  today: CalendarDay,
  random: Random,
): Step[] {
  if (on > today) return []
  return [{ state: random.chance(deniedCents < 100_00 ? 0.5 : 0.65) ? 'recovered' : 'written_off', on }]
}

/** About 55 of 100 appeals are overturned; some upheld ones are written off. */
function answerOfAppeal({ payer, reason }: DeniedClaim, on: CalendarDay, today: CalendarDay, random: Random): Step[] {
  if (on > today) return []
  if (random.chance(payer.overturn + reason.overturn)) return [{ state: 'overturned', on }]
  const later = addDays(on, random.between(1, 6))
  const lost = { state: 'upheld', on } as const
  return later <= today && random.chance(0.5) ? [lost, { state: 'written_off', on: later }] : [lost]
}

/** Overturned denials are paid; some payers correct others on their own. */
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

/** Received in the months before, and closed. */
function closedDenial(reference: string, biller: Biller, today: CalendarDay, random: Random): SampleDenial {
  const received = weekdayUpTo(addDays(today, -random.between(60, 150)))
  const denied = deniedClaim(reference, received, biller, random)
  const taken = addDays(received, random.between(0, 2))
  const appealed = addDays(taken, random.between(1, 12))
  const answered = addDays(appealed, random.between(10, 38))
  const course: Step[] = random.chance(0.6)
    ? [{ state: 'appealed', on: appealed }, ...answerOfAppeal(denied, answered, today, random)]
    : resolvedWithoutAppeal(denied, answered, today, random)
  const steps = [{ state: 'in_progress', on: taken } as const, ...course]
  return {
    ...denied,
    owners: [{ name: biller.name, since: taken }],
    followUp: null,
    steps,
    payback: paybackOf(denied, steps, addDays(today, 1), today, random),
  }
}

/** Open, without a touch. @param arrived on that day, or the Friday before */
function untouchedDenial(reference: string, biller: Biller, arrived: CalendarDay, random: Random): SampleDenial {
  const received = weekdayUpTo(arrived)
  return {
    ...deniedClaim(reference, received, biller, random),
    owners: random.chance(0.7) ? [{ name: biller.name, since: received }] : [],
    followUp: null,
    steps: [],
    payback: null,
  }
}
