import type { CalendarDay } from '../../../shared/denials/index.ts'
import type { Random } from '../random.ts'
import type { Biller } from '../team.ts'
import { payers, worsening, type SamplePayer } from './payers.ts'
import { reasons, type DenialReason } from './reasons.ts'
import { locations, providers, serviceLines, type SampleProvider, type ServiceLine } from './services.ts'

export interface ClaimLine {
  readonly procedure: string
  readonly modifiers: readonly string[]
  readonly chargeCents: number
  readonly isDenied: boolean
}

/** A denied claim of the sample practice as its remittance states it. */
export interface DeniedClaim {
  readonly reference: string
  readonly payerClaimRef: string
  readonly payer: SamplePayer
  readonly claimFilingIndicator: string
  readonly reason: DenialReason
  readonly provider: SampleProvider
  readonly location: string
  readonly received: CalendarDay
  readonly lines: readonly ClaimLine[]
  /** The payer answers its lines as two parts. */
  readonly isSplit: boolean
  /** One of those by which the payer gets worse: it comes on top of the payer's usual share. */
  readonly isExtra: boolean
}

/** Share of the denials in which another line was paid. */
const PARTIAL = 0.18
const SPLIT = 0.03
/** The largest share of a charge that it differs by. */
const CHARGE_SPREAD = 0.125

/** The sum of the denied lines' charges. */
export function deniedCentsOf({ lines }: DeniedClaim): number {
  return lines.reduce((sum, { chargeCents, isDenied }) => sum + (isDenied ? chargeCents : 0), 0)
}

/** A claim denied on a day. @param isExtra one of those by which a payer gets worse */
export function deniedClaim(
  reference: string,
  received: CalendarDay,
  { team }: Biller,
  random: Random,
  isExtra = false,
): DeniedClaim {
  const usual = random.weighted(payers, ({ weight }) => weight)
  const payer = (isExtra && payers.find(({ name }) => name === worsening.payer)) || usual
  const anyLine = random.weighted(serviceLines, ({ weight }) => weight)
  const serviceLine = (isExtra && serviceLines.find(({ name }) => name === worsening.serviceLine)) || anyLine
  const anyReason = reasonFor(payer, serviceLine, random)
  const reason = (isExtra && reasons.find(({ carc }) => carc === worsening.carc)) || anyReason
  const lines = linesOf(serviceLine, random)
  return {
    reference,
    payerClaimRef: `${payer.payerId}${reference.slice(4)}`,
    payer,
    claimFilingIndicator: random.pick(payer.claimFilingIndicators),
    reason,
    provider: random.pick(providers.filter((provider) => provider.serviceLine === serviceLine.name)),
    location: random.pick(locations[team] ?? ['Main']),
    received,
    lines,
    isSplit: lines.length > 1 && random.chance(SPLIT * 2),
    isExtra,
  }
}

function reasonFor(payer: SamplePayer, serviceLine: ServiceLine, random: Random): DenialReason {
  return random.weighted(
    reasons,
    ({ category, weight, often }) =>
      weight * (category === payer.leansTo ? 2 : 1) * (often.includes(serviceLine.name) ? 4 : 1),
  )
}

/** One to three lines of the service line, the first denied. */
function linesOf(serviceLine: ServiceLine, random: Random): ClaimLine[] {
  const count = random.chance(0.55) ? 1 : random.chance(0.7) ? 2 : 3
  const isPartial = count > 1 && random.chance(PARTIAL * 2)
  return Array.from({ length: count }, (_, index) => ({
    ...chargedLine(serviceLine, random),
    isDenied: index === 0 || !isPartial,
  }))
}

/** A procedure of a service line with its charge. */
export function chargedLine(serviceLine: ServiceLine, random: Random): Omit<ClaimLine, 'isDenied'> {
  const { code, modifiers, dollars } = random.weighted(serviceLine.procedures, ({ weight }) => weight)
  const spread = 1 + (random.next() * 2 - 1) * CHARGE_SPREAD
  return { procedure: code, modifiers, chargeCents: Math.round(dollars * spread * 100) }
}
