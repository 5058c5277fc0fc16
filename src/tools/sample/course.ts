import type { DenialState } from '../../shared/contract/denials.ts'
import { addDays, type CalendarDay } from '../../shared/denials/index.ts'
import { daysBetween, weekdayFrom } from './denials/calendar.ts'
import { deniedCentsOf, type DeniedClaim } from './denials/denied-claim.ts'
import type { Route } from './denials/reasons.ts'
import type { Random } from './random.ts'
import type { Biller } from './team.ts'

/** What the practice's billing system says of a denial from a day on. */
export interface Step {
  readonly state: Extract<
    DenialState,
    'in_progress' | 'corrected_claim_sent' | 'appealed' | 'upheld' | 'written_off' | 'patient_responsibility'
  >
  readonly on: CalendarDay
}

/**
 * What a payer's later remittance says: `replaced` answers a corrected claim, `reprocessed` is a new answer to the same claim, `reversed` takes the
 * answer back and corrects it.
 */
export interface PayerAnswer {
  readonly way: 'replaced' | 'reprocessed' | 'reversed'
  readonly on: CalendarDay
  /** `part`: the first denied line; what it does not pay it denies again. */
  readonly pays: 'all' | 'part' | 'nothing'
  /** CARC 193: the appeal was upheld. */
  readonly isUpheld: boolean
}

/** The payer says that it upholds its denial, in no remittance. */
interface Letter {
  readonly way: 'letter'
  readonly on: CalendarDay
}

/** A denial with what the practice and the payer have done about it. */
export interface WorkedDenial {
  readonly claim: DeniedClaim
  readonly biller: Biller
  /** At epoch ms. */
  readonly visits: { readonly biller: Biller; readonly at: number }[]
  readonly steps: Step[]
  readonly answers: PayerAnswer[]
  /** What the payer will say; null: it owes no answer. */
  awaited: PayerAnswer | Letter | null
  /** When somebody looks at it again; null: nobody plans to. */
  nextVisit: CalendarDay | null
  /** What it needs next. */
  route: Route
  appeals: number
  isClosed: boolean
}

/** What a biller does on a visit. */
export type VisitKind = 'status' | 'call' | 'correct' | 'appeal' | 'close'

/** Days until the next look, while something is cleared up. */
const FOLLOW_UP_DAYS = [2, 3, 4, 5, 6, 7, 7, 9] as const
/** Below this an appeal is seldom sent. */
const SMALL_CENTS = 90_00
/** From here the next appeal is mostly sent. */
const LARGE_CENTS = 600_00
/** Of 100 denials: nobody looks at them for months; the payer corrects itself, or has said that it will; a visit ends in a long wait for records. */
const FORGOTTEN = 0.03
const SELF_CORRECTED = 0.04
const ANNOUNCED = 0.03
const STALLED = 0.05
/** Of 100 paid answers the payer takes back. */
const TAKEN_BACK = 0.025
/** Of won claims with several denied lines. */
const PAID_IN_PART = 0.25

/** A denial on the day of its receipt. */
export function beginDenial(claim: DeniedClaim, biller: Biller, random: Random): WorkedDenial {
  const { received, reason } = claim
  const isAnnounced = random.chance(ANNOUNCED)
  const isLeft = isAnnounced || random.chance(FORGOTTEN)
  const corrects = isAnnounced || random.chance(SELF_CORRECTED)
  const correctedOn = weekdayFrom(addDays(received, isAnnounced ? random.between(4, 13) : random.between(9, 30)))
  return {
    claim,
    biller,
    visits: [],
    steps: [],
    answers: [],
    awaited: corrects ? answer('reversed', correctedOn, 'all') : null,
    nextVisit: isLeft ? addDays(received, random.between(45, 110)) : received,
    route: chosenRoute(reason.routes, random),
    appeals: 0,
    isClosed: false,
  }
}

function chosenRoute(routes: DeniedClaim['reason']['routes'], random: Random): Route {
  const [route] = random.weighted(Object.entries(routes), ([, weight]) => weight)
  return route as Route
}

const answer = (
  way: PayerAnswer['way'],
  on: CalendarDay,
  pays: PayerAnswer['pays'],
  isUpheld = false,
): PayerAnswer => ({ way, on, pays, isUpheld })

/** What is paid of a claim that is won: seldom only a part. */
function paidPart({ lines }: DeniedClaim, random: Random): 'all' | 'part' {
  const isSeveral = lines.filter(({ isDenied }) => isDenied).length > 1
  return isSeveral && random.chance(PAID_IN_PART) ? 'part' : 'all'
}

/** Works a denial on a day: what was done, with the next look planned. */
export function visitDenial(
  denial: WorkedDenial,
  biller: Biller,
  at: number,
  day: CalendarDay,
  random: Random,
): VisitKind {
  const isFirst = denial.visits.length === 0
  denial.visits.push({ biller, at })
  if (denial.isClosed) {
    denial.nextVisit = null
    return 'close'
  }
  if (denial.appeals + sent(denial) > 0 && denial.awaited !== null) {
    // A late answer is asked for again and again, which brings it no sooner.
    denial.nextVisit = addDays(day, random.between(7, 16))
    return random.chance(0.3) ? 'call' : 'status'
  }
  const isOld = daysBetween(denial.claim.received, day) > 20
  if (!random.chance(isFirst ? 0.3 : isOld ? 0.75 : 0.5)) {
    if (isFirst && random.chance(0.85)) denial.steps.push({ state: 'in_progress', on: day })
    denial.nextVisit = addDays(day, random.chance(STALLED) ? random.between(25, 60) : random.pick(FOLLOW_UP_DAYS))
    return random.chance(0.35) ? 'call' : 'status'
  }
  return act(denial, day, random)
}

const sent = ({ steps }: WorkedDenial): number => steps.filter(({ state }) => state === 'corrected_claim_sent').length

function act(denial: WorkedDenial, day: CalendarDay, random: Random): VisitKind {
  const { claim, route } = denial
  const isSmall = deniedCentsOf(claim) < SMALL_CENTS
  if (isSmall && (route === 'appeal' || route === 'correct') && random.chance(0.25))
    return close(denial, 'write_off', day)
  switch (route) {
    case 'correct': {
      denial.steps.push({ state: 'corrected_claim_sent', on: day })
      const pays = random.chance(claim.reason.corrected) ? paidPart(claim, random) : 'nothing'
      waitFor(denial, answer('replaced', answerDay(claim, day, 0.7, random), pays), day, random)
      return 'correct'
    }
    case 'appeal': {
      denial.steps.push({ state: 'appealed', on: day })
      denial.appeals += 1
      decideAppeal(denial, day, random)
      return 'appeal'
    }
    case 'bill_patient':
    case 'write_off':
      return close(denial, route, day)
  }
}

function close(denial: WorkedDenial, route: 'bill_patient' | 'write_off', day: CalendarDay): 'close' {
  denial.steps.push({ state: route === 'write_off' ? 'written_off' : 'patient_responsibility', on: day })
  denial.isClosed = true
  denial.awaited = null
  denial.nextVisit = null
  return 'close'
}

/** What will come of an appeal: each level is harder to win. A lost one comes as a letter or in a remittance. */
function decideAppeal(denial: WorkedDenial, day: CalendarDay, random: Random): void {
  const { claim, appeals } = denial
  const on = answerDay(claim, day, 1, random)
  const odds = claim.payer.overturn + claim.reason.overturn - (appeals - 1) * 0.15
  if (random.chance(odds)) {
    const way = random.chance(0.4) ? 'reversed' : 'reprocessed'
    waitFor(denial, answer(way, on, paidPart(claim, random)), day, random)
  } else if (random.chance(0.4)) {
    waitFor(denial, answer('reprocessed', on, 'nothing', true), day, random)
  } else {
    waitFor(denial, { way: 'letter', on }, day, random)
  }
}

function waitFor(
  denial: WorkedDenial,
  awaited: NonNullable<WorkedDenial['awaited']>,
  day: CalendarDay,
  random: Random,
): void {
  denial.awaited = awaited
  denial.nextVisit = random.chance(0.75) ? addDays(day, random.between(12, 24)) : null
}

/** A weekday, because payers pay on weekdays. @param share of the payer's usual time */
function answerDay({ payer }: DeniedClaim, day: CalendarDay, share: number, random: Random): CalendarDay {
  return weekdayFrom(addDays(day, Math.round(random.between(...payer.answersIn) * share)))
}

/** Applies what the payer has said up to a day. */
export function settleDenial(denial: WorkedDenial, day: CalendarDay, random: Random): void {
  const { awaited } = denial
  if (awaited === null || awaited.on > day) return
  if (awaited.way === 'letter') denial.steps.push({ state: 'upheld', on: awaited.on })
  else denial.answers.push(awaited)
  if (awaited.way !== 'letter' && awaited.pays === 'all') paidOn(denial, awaited.on, random)
  else lostOn(denial, awaited.on, random)
}

/** Paid: closed, mostly without another look. Some payers take it back. */
function paidOn(denial: WorkedDenial, on: CalendarDay, random: Random): void {
  denial.isClosed = true
  denial.awaited = random.chance(TAKEN_BACK)
    ? answer('reversed', weekdayFrom(addDays(on, random.between(8, 25))), 'nothing')
    : null
  denial.nextVisit = random.chance(0.35) ? addDays(on, random.between(0, 3)) : null
}

/** A first appeal follows a corrected claim that was denied; a second one is for large amounts. */
function appealOdds({ claim, appeals }: WorkedDenial): number {
  const cents = deniedCentsOf(claim)
  if (cents < SMALL_CENTS) return 0
  const isLarge = cents >= LARGE_CENTS
  return appeals === 0 ? (isLarge ? 0.85 : 0.5) : isLarge ? 0.6 : 0.2
}

/** Denied again or upheld: the next level if it is worth it, else the end. */
function lostOn(denial: WorkedDenial, on: CalendarDay, random: Random): void {
  const goesOn = denial.appeals < 2 && random.chance(appealOdds(denial))
  denial.isClosed = false
  denial.awaited = null
  denial.route = goesOn ? 'appeal' : 'write_off'
  denial.nextVisit = addDays(on, random.between(0, 6))
}
