import { denialCategory } from './categories.ts'
import type { DenialCategories } from './categories.ts'
import type { ClaimImbalance, Judgement } from './judgement.ts'
import type { Adjustment, Cents, RemittanceClaim, ServiceLine } from './remittance.ts'
import { claimAdjustmentsWithoutRepeats, sumOf } from './repeats.ts'

/** The remark code of a claim that lacks so much that it was not adjudicated. */
export const UNPROCESSABLE = 'MA130'

const REVERSAL = '22'

/** CLP02 of what is no answer: forwarded to another payer; an answer in advance. */
export const withoutAnswer: ReadonlySet<string> = new Set(['23', '25'])

/** Judges a claim by its adjustments: denied in full, in part, reversed, or nothing to work on. */
export function judgeClaim(claim: RemittanceClaim, categories: DenialCategories): Judgement {
  const onClaim = claimAdjustmentsWithoutRepeats(claim)
  const rarcs = [...new Set([claim, ...claim.lines].flatMap((part) => part.rarcs))]
  const common = { rarcs, unprocessable: rarcs.includes(UNPROCESSABLE), imbalances: imbalancesOf(claim, onClaim) }
  const undenied = { deniedCents: 0 as Cents, carcs: [], category: null, group: null, ...common }
  if (claim.status === REVERSAL) return { kind: 'reversal', ...undenied }
  if (withoutAnswer.has(claim.status)) return { kind: 'none', ...undenied }

  const denies = ({ carc }: Adjustment) => denialCategory(carc, categories) !== null
  const deniedLines = claim.lines.filter((line) => isDenied(line, denies))
  const denying = [...onClaim, ...deniedLines.flatMap((line) => line.adjustments)].filter(denies)
  const kind = claim.paidCents === 0 && denying.length > 0 ? 'full' : deniedLines.length > 0 ? 'partial' : 'none'
  if (kind === 'none') return { kind, ...undenied }
  const ranked = rankCodes(denying)
  const [first] = ranked
  return {
    kind,
    deniedCents: sumOf(denying) as Cents,
    carcs: ranked.map(({ carc }) => carc),
    category: first ? denialCategory(first.carc, categories) : null,
    group: first?.group ?? null,
    ...common,
  }
}

function isDenied(line: ServiceLine, denies: (adjustment: Adjustment) => boolean): boolean {
  return (
    line.chargeCents > 0 &&
    line.paidCents === 0 &&
    line.adjustments.some((adjustment) => adjustment.amountCents > 0 && denies(adjustment))
  )
}

interface RankedCode {
  readonly carc: string
  readonly group: string
}

/** Each CARC once, by falling sum of its amounts, with the group most of it stands under; ties as they come. */
function rankCodes(adjustments: readonly Adjustment[]): readonly RankedCode[] {
  return byFallingSum(adjustments, ({ carc }) => carc).map((carc) => {
    const ofCarc = adjustments.filter((adjustment) => adjustment.carc === carc)
    return { carc, group: byFallingSum(ofCarc, ({ group }) => group)[0] ?? '' }
  })
}

function byFallingSum(
  adjustments: readonly Adjustment[],
  codeOf: (adjustment: Adjustment) => string,
): readonly string[] {
  const sums = new Map<string, number>()
  for (const adjustment of adjustments) {
    const code = codeOf(adjustment)
    sums.set(code, (sums.get(code) ?? 0) + adjustment.amountCents)
  }
  // The sort is stable, and a map keeps the order its keys came in.
  return [...sums].sort(([, one], [, other]) => other - one).map(([code]) => code)
}

function imbalancesOf(claim: RemittanceClaim, onClaim: readonly Adjustment[]): readonly ClaimImbalance[] {
  const imbalances: ClaimImbalance[] = []
  let adjustmentsCents = sumOf(onClaim)
  for (const [line, { chargeCents, paidCents, adjustments }] of claim.lines.entries()) {
    const ofLine = sumOf(adjustments)
    adjustmentsCents += ofLine
    if (chargeCents - ofLine !== paidCents) {
      imbalances.push({ kind: 'line', line, chargeCents, adjustmentsCents: ofLine as Cents, paidCents })
    }
  }
  const { chargeCents, paidCents } = claim
  if (chargeCents - adjustmentsCents !== paidCents) {
    imbalances.unshift({ kind: 'claim', chargeCents, adjustmentsCents: adjustmentsCents as Cents, paidCents })
  }
  return imbalances
}
