import { addDays, type CalendarDay } from '../../../shared/denials/index.ts'
import { grouped } from '../../../shared/grouped.ts'
import type { PayerAnswer, WorkedDenial } from '../course.ts'
import type { Random } from '../random.ts'
import { compareDays, mondayOf } from './calendar.ts'
import { chargedLine, type ClaimLine, type DeniedClaim } from './denied-claim.ts'
import type { SamplePayer } from './payers.ts'
import { payee, providers, serviceLines } from './services.ts'
import { writeRemittances, type WrittenClaim, type WrittenLine, type WrittenPayment } from './x835.ts'

const FIRST_OTHER = 1_000_000
/** Of 100 paid claims, those with coinsurance; its share of what is allowed. */
const COINSURED = 0.3
const COINSURANCE = 0.2
/** Of 100 other claims, those that the payer has not decided yet, and those of which it pays less because of the units. */
const PENDING = 0.006
const REDUCED = 0.015
const REDUCED_BY = 0.25
/** By how much what a payer pays of a charge differs. */
const PAID_SPREAD = 0.06

export interface SampleFile {
  readonly name: string
  readonly content: string
}

/** The number of claims that a payer answered on a day for the first time. */
export interface RemittanceDay {
  readonly day: CalendarDay
  readonly payer: string
  readonly claims: number
}

/** Weekly files of a clearinghouse: denials among other claims, and the payers' answers to what the practice did. @returns by week */
export function remittanceFiles(
  denials: readonly WorkedDenial[],
  random: Random,
): { files: Map<CalendarDay, SampleFile>; remittanceDays: RemittanceDay[] } {
  const firstLines = new Map(denials.map(({ claim }) => [claim, firstLinesOf(claim, random)]))
  const linesOf = (claim: DeniedClaim) => firstLines.get(claim) ?? []
  const later = denials.flatMap((denial) => laterAnswersOf(denial, linesOf(denial.claim), random))
  let otherClaims = 0
  const first = byDayAndPayer(denials).map(({ day, payer, items }): Answers => {
    const usual = items.filter(({ isExtra }) => !isExtra).length
    const others = Array.from({ length: othersBeside(usual, payer, random) }, () => {
      otherClaims += 1
      return otherAnswer(`PCN-${FIRST_OTHER + otherClaims}`, payer, day, random)
    })
    const denied = items.flatMap((claim) => deniedAnswer(claim, linesOf(claim)))
    return { on: day, payer, claims: [...denied, ...others], answered: items.length + others.length }
  })
  const byPayment = grouped([...first, ...later], ({ on, payer }) => `${on} ${payer.name}`)
  const payments = [...byPayment]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, answers]) => {
      const claims = answers.flatMap((answer) => answer.claims)
      return answers[0] ? [payment(answers[0].payer, answers[0].on, claims, random)] : []
    })
  return {
    files: weekly(payments),
    remittanceDays: first.map(({ on, payer, answered }) => ({ day: on, payer: payer.name, claims: answered })),
  }
}

/** What a payer answers on a day. */
interface Answers {
  readonly on: CalendarDay
  readonly payer: SamplePayer
  readonly claims: readonly WrittenClaim[]
  /** Claims of it that are answered for the first time; a split one has two parts. */
  readonly answered: number
}

/** The number of claims that are not denied, by the payer's usual denial rate on average. */
function othersBeside(denied: number, { deniedOfHundred }: SamplePayer, random: Random): number {
  const wanted = (denied * (100 - deniedOfHundred)) / deniedOfHundred
  return Math.floor(wanted) + (random.chance(wanted % 1) ? 1 : 0)
}

function byDayAndPayer(
  denials: readonly WorkedDenial[],
): { day: CalendarDay; payer: SamplePayer; items: readonly DeniedClaim[] }[] {
  const groups = grouped(denials, ({ claim }) => `${claim.received} ${claim.payer.name}`)
  return [...groups.values()]
    .map((group) => group.map(({ claim }) => claim))
    .flatMap((items) => (items[0] ? [{ day: items[0].received, payer: items[0].payer, items }] : []))
    .sort((one, other) => compareDays(one.day, other.day))
}

function payment(
  payer: SamplePayer,
  day: CalendarDay,
  claims: readonly WrittenClaim[],
  random: Random,
): WrittenPayment {
  const traceNo = `T${day.replaceAll('-', '')}${payer.payerId}`
  const paidCents = claims.reduce((sum, { lines }) => sum + lines.reduce((part, line) => part + line.paidCents, 0), 0)
  // Interest is added to a late payment; an overpayment is withheld from a large one.
  const interest = random.chance(0.08) ? [['L6', traceNo, -random.between(50, 2_500)] as const] : []
  const kept =
    paidCents > 100_000 && random.chance(0.05) ? [['WO', traceNo, random.between(2_000, 60_000)] as const] : []
  // What is taken back beyond the day's payments is owed to the payer until its next payment.
  const owed = paidCents < 0 ? [['FB', traceNo, paidCents] as const] : []
  return { payer, payee, day, traceNo, claims, providerAdjustments: [...interest, ...kept, ...owed] }
}

function weekly(payments: readonly WrittenPayment[]): Map<CalendarDay, SampleFile> {
  const weeks = grouped(payments, ({ day }) => mondayOf(day))
  return new Map(
    [...weeks].map(([week, ofWeek], index) => [
      week,
      { name: `remittances-${week}.835`, content: writeRemittances(ofWeek, index + 1, week) },
    ]),
  )
}

function firstLinesOf(claim: DeniedClaim, random: Random): readonly WrittenLine[] {
  return claim.lines.map((line) => (line.isDenied ? deniedLine(claim, line) : paidLine(claim.payer, line, random)))
}

/** The payer's first answer; a split claim has two parts. */
function deniedAnswer(claim: DeniedClaim, lines: readonly WrittenLine[]): WrittenClaim[] {
  const parts = claim.isSplit ? [lines.slice(0, 1), lines.slice(1)] : [lines]
  return parts.map((part) => ({ ...headOf(claim), lines: part }))
}

/** The payer's later answers to a denied claim, each with the ICN and the lines that it leaves. */
function laterAnswersOf(
  { claim, answers }: WorkedDenial,
  firstLines: readonly WrittenLine[],
  random: Random,
): Answers[] {
  let standing = { payerClaimRef: claim.payerClaimRef, lines: firstLines }
  return answers.map((answer, index) => {
    const before = standing
    const lines = claim.lines.map((line) => answeredLine(claim, line, answer, random))
    const payerClaimRef = hasNewIcn(answer) ? `${claim.payerClaimRef}R${index + 1}` : before.payerClaimRef
    standing = { payerClaimRef, lines }
    const isReplaced = answer.way === 'replaced'
    const now: WrittenClaim = {
      ...headOf(claim),
      payerClaimRef,
      frequency: isReplaced ? '7' : '1',
      originalRef: isReplaced ? before.payerClaimRef : null,
      lines,
    }
    const head = { on: answer.on, payer: claim.payer, answered: 0 }
    if (answer.way !== 'reversed') return { ...head, claims: [now] }
    const reversal: WrittenClaim = {
      ...headOf(claim),
      payerClaimRef: before.payerClaimRef,
      status: '22',
      lines: before.lines.map(negated),
    }
    return { ...head, claims: [reversal, now] }
  })
}

const hasNewIcn = ({ way, isUpheld }: PayerAnswer): boolean => way !== 'reprocessed' || isUpheld

function answeredLine(claim: DeniedClaim, line: ClaimLine, answer: PayerAnswer, random: Random): WrittenLine {
  const isFirst = line === claim.lines.find(({ isDenied }) => isDenied)
  const isPaid = !line.isDenied || answer.pays === 'all' || (answer.pays === 'part' && isFirst)
  if (isPaid) return paidLine(claim.payer, line, random)
  return answer.isUpheld
    ? { ...deniedLine(claim, line), adjustments: [['CO', '193', line.chargeCents]], rarcs: [] }
    : deniedLine(claim, line)
}

function deniedLine({ reason }: DeniedClaim, { procedure, modifiers, chargeCents }: ClaimLine): WrittenLine {
  const adjustments = [[reason.group, reason.carc, chargeCents] as const]
  return { procedure, modifiers, chargeCents, paidCents: 0, adjustments, rarcs: reason.rarcs }
}

/** What the payer pays of a line: its usual share, less coinsurance. */
function paidLine(
  { paysOfHundred }: SamplePayer,
  { procedure, modifiers, chargeCents }: Omit<ClaimLine, 'isDenied'>,
  random: Random,
): WrittenLine {
  const share = paysOfHundred / 100 + (random.next() * 2 - 1) * PAID_SPREAD
  const allowed = Math.round(chargeCents * share)
  const coinsurance = random.chance(COINSURED) ? Math.round(allowed * COINSURANCE) : 0
  return {
    ...{ procedure, modifiers, chargeCents, paidCents: allowed - coinsurance, rarcs: [] },
    adjustments: [['CO', '45', chargeCents - allowed], ...(coinsurance > 0 ? [['PR', '2', coinsurance] as const] : [])],
  }
}

/** Not decided: the payer waits for something. */
function pendingLine({ procedure, modifiers, chargeCents }: Omit<ClaimLine, 'isDenied'>): WrittenLine {
  return { procedure, modifiers, chargeCents, paidCents: 0, adjustments: [['OA', '133', chargeCents]], rarcs: [] }
}

/** Some lines are paid for fewer units than were billed. */
function reduced(line: WrittenLine, random: Random): WrittenLine {
  if (!random.chance(REDUCED)) return line
  const cents = Math.round(line.paidCents * REDUCED_BY)
  return {
    ...line,
    paidCents: line.paidCents - cents,
    adjustments: [...line.adjustments, ['CO', '151', cents]],
    rarcs: ['N362'],
  }
}

function negated(line: WrittenLine): WrittenLine {
  return {
    ...line,
    chargeCents: -line.chargeCents,
    paidCents: -line.paidCents,
    adjustments: line.adjustments.map(([group, carc, cents]) => [group, carc, -cents]),
  }
}

function headOf({ reference, claimFilingIndicator, payerClaimRef, provider, received }: DeniedClaim) {
  const serviceDay = addDays(received, -20)
  const first = { status: '1', frequency: '1', originalRef: null } as const
  return { reference, claimFilingIndicator, payerClaimRef, provider, serviceDay, ...first }
}

/** A claim that is not denied. */
function otherAnswer(reference: string, payer: SamplePayer, day: CalendarDay, random: Random): WrittenClaim {
  const serviceLine = random.weighted(serviceLines, ({ weight }) => weight)
  const line = chargedLine(serviceLine, random)
  const isPending = random.chance(PENDING)
  return {
    ...{ reference, status: '1', frequency: '1', originalRef: null },
    claimFilingIndicator: random.pick(payer.claimFilingIndicators),
    payerClaimRef: `${payer.payerId}${reference.slice(4)}`,
    provider: random.pick(providers.filter((provider) => provider.serviceLine === serviceLine.name)),
    serviceDay: addDays(day, -20),
    lines: [isPending ? pendingLine(line) : reduced(paidLine(payer, line, random), random)],
  }
}
