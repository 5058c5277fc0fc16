import { addDays, type CalendarDay } from '../../../shared/denials/index.ts'
import type { Random } from '../random.ts'
import { mondayOf } from './calendar.ts'
import { payee, payers, providers, serviceLines, type SamplePayer } from './catalog.ts'
import type { DeniedClaim, SampleDenial } from './sample-denial.ts'
import { writeRemittances, type WrittenClaim, type WrittenLine, type WrittenPayment } from './x835.ts'

const FIRST_PAID = 1_000_000

export interface SampleFile {
  readonly name: string
  readonly content: string
}

/** The number of claims that a payer answered on a day. */
export interface RemittanceDay {
  readonly day: CalendarDay
  readonly payer: string
  readonly claims: number
}

/** Weekly files of a clearinghouse: the denials, among paid claims. */
export function denialFiles(
  denials: readonly SampleDenial[],
  random: Random,
): { files: SampleFile[]; remittanceDays: RemittanceDay[] } {
  let paidClaims = 0
  const remittanceDays: RemittanceDay[] = []
  const payments = byDayAndPayer(denials, ({ received }) => received).map(({ day, payer, items }) => {
    const denied = items.map(deniedAnswer)
    const paid = Array.from({ length: paidBeside(denied.length, payer, random) }, () => {
      paidClaims += 1
      return paidAnswer(`PCN-${FIRST_PAID + paidClaims}`, payer, day, random)
    })
    remittanceDays.push({ day, payer: payer.name, claims: denied.length + paid.length })
    return payment(payer, day, 'A', [...denied, ...paid], random)
  })
  return { files: weekly('remittances', payments, 1), remittanceDays }
}

/** Later files: payments of overturned denials, and reversals with corrections. */
export function correctionFiles(denials: readonly SampleDenial[], random: Random): SampleFile[] {
  const repaid = denials.flatMap((denial) => (denial.payback === null ? [] : [{ ...denial, payback: denial.payback }]))
  const payments = byDayAndPayer(repaid, ({ payback }) => payback.on).map(({ day, payer, items }) =>
    payment(
      payer,
      day,
      'B',
      items.flatMap((denial) => laterAnswers(denial)),
      random,
    ),
  )
  return weekly('corrections', payments, 500)
}

/** The number of paid claims, by the payer's denial rate on average. */
function paidBeside(denied: number, { deniedOfHundred }: SamplePayer, random: Random): number {
  const wanted = (denied * (100 - deniedOfHundred)) / deniedOfHundred
  return Math.floor(wanted) + (random.chance(wanted % 1) ? 1 : 0)
}

function byDayAndPayer<Denial extends DeniedClaim>(
  denials: readonly Denial[],
  dayOf: (denial: Denial) => CalendarDay,
): { day: CalendarDay; payer: SamplePayer; items: readonly Denial[] }[] {
  const days = [...new Set(denials.map(dayOf))].sort()
  const groups = new Map<string, Denial[]>()
  for (const denial of denials) {
    const key = `${dayOf(denial)} ${denial.payer.name}`
    const group = groups.get(key)
    if (group) group.push(denial)
    else groups.set(key, [denial])
  }
  return days.flatMap((day) =>
    payers.flatMap((payer) => {
      const items = groups.get(`${day} ${payer.name}`)
      return items ? [{ day, payer, items }] : []
    }),
  )
}

function payment(
  payer: SamplePayer,
  day: CalendarDay,
  series: string,
  claims: readonly WrittenClaim[],
  random: Random,
): WrittenPayment {
  const traceNo = `${series}${day.replaceAll('-', '')}${payer.payerId}`
  const paidCents = claims.reduce((sum, { lines }) => sum + lines.reduce((part, line) => part + line.paidCents, 0), 0)
  // Interest is added to a late payment; an overpayment is withheld from a large one.
  const interest = random.chance(0.08) ? [['L6', traceNo, -random.between(50, 2_500)] as const] : []
  const kept =
    paidCents > 100_000 && random.chance(0.05) ? [['WO', traceNo, random.between(2_000, 60_000)] as const] : []
  return { payer, payee, day, traceNo, claims, providerAdjustments: [...interest, ...kept] }
}

function weekly(name: string, payments: readonly WrittenPayment[], firstNumber: number): SampleFile[] {
  const weeks = [...new Set(payments.map(({ day }) => mondayOf(day)))].sort()
  return weeks.map((week, index) => ({
    name: `${name}-${week}.835`,
    content: writeRemittances(
      payments.filter(({ day }) => mondayOf(day) === week),
      firstNumber + index,
      week,
    ),
  }))
}

function deniedAnswer(denial: DeniedClaim): WrittenClaim {
  return { ...claimOf(denial), status: '1', lines: deniedLines(denial, 1) }
}

/** The denied line, with a paid one if it is a partial denial. @param sign -1: reversed */
function deniedLines(denial: DeniedClaim, sign: 1 | -1): WrittenLine[] {
  const { reason, serviceLine, deniedCents, paidCents } = denial
  const contractual = Math.round(paidCents / 4)
  const paidLine: WrittenLine = {
    procedure: '99213',
    chargeCents: sign * (paidCents + contractual),
    paidCents: sign * paidCents,
    adjustments: [['CO', '45', sign * contractual]],
    rarcs: [],
  }
  const deniedLine: WrittenLine = {
    procedure: serviceLine[1],
    chargeCents: sign * deniedCents,
    paidCents: 0,
    adjustments: [[reason.group, reason.carc, sign * deniedCents]],
    rarcs: reason.rarcs,
  }
  return paidCents > 0 ? [paidLine, deniedLine] : [deniedLine]
}

function laterAnswers(
  denial: SampleDenial & { readonly payback: NonNullable<SampleDenial['payback']> },
): WrittenClaim[] {
  const { payback, serviceLine, deniedCents } = denial
  const line = (charge: number, paid: number): WrittenLine => ({
    procedure: serviceLine[1],
    chargeCents: charge,
    paidCents: paid,
    adjustments: charge === paid ? [] : [['CO', '45', charge - paid]],
    rarcs: [],
  })
  // The payer gives the new answer a new ICN.
  const corrected = { ...claimOf(denial), status: '1', payerClaimRef: `${denial.payerClaimRef}R` } as const
  if (payback.kind === 'payment') return [{ ...corrected, lines: [line(deniedCents, payback.paidCents)] }]
  const [paidBefore] = deniedLines(denial, 1).filter(({ paidCents }) => paidCents > 0)
  return [
    { ...claimOf(denial), status: '22', lines: deniedLines(denial, -1) },
    { ...corrected, lines: [...(paidBefore ? [paidBefore] : []), line(deniedCents, payback.paidCents)] },
  ]
}

function claimOf({ reference, claimFilingIndicator, payerClaimRef, provider, received }: DeniedClaim) {
  return { reference, claimFilingIndicator, payerClaimRef, provider, serviceDay: addDays(received, -20) }
}

function paidAnswer(reference: string, payer: SamplePayer, day: CalendarDay, random: Random): WrittenClaim {
  const chargeCents = random.between(6_000, 120_000)
  const paidCents = Math.round((chargeCents * random.between(45, 85)) / 100)
  return {
    reference,
    status: '1',
    claimFilingIndicator: random.pick(payer.claimFilingIndicators),
    payerClaimRef: `${payer.payerId}${reference.slice(4)}`,
    provider: random.pick(providers),
    serviceDay: addDays(day, -20),
    lines: [
      {
        procedure: random.pick(serviceLines)[1],
        chargeCents,
        paidCents,
        adjustments: [['CO', '45', chargeCents - paidCents]],
        rarcs: [],
      },
    ],
  }
}
