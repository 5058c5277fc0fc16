import { denialCategory, type DenialCategories } from './categories.ts'
import type { ClaimClassification, ClaimImbalance } from './claim-classification.ts'
import type { Adjustment, Cents, RemittanceClaim, ServiceLine } from './remittance.ts'
import { claimAdjustmentsWithoutRepeats, sumOf } from './repeats.ts'

/** RARC of a claim that could not be processed. It is corrected and rebilled, and there is no appeal right (X12). */
export const UNPROCESSABLE_REMARK = 'MA130'

const REVERSAL = '22'

/** CLP02 of claims without an answer: 23 forwarded to another payer, 25 predetermination. */
export const unansweredStatuses: ReadonlySet<string> = new Set(['23', '25'])

/** Classifies a claim by its adjustments: denied in full, denied in part, reversed, or nothing to work on. */
export function classifyClaim(claim: RemittanceClaim, categories: DenialCategories): ClaimClassification {
  const onClaim = claimAdjustmentsWithoutRepeats(claim)
  const rarcs = [...new Set([claim, ...claim.lines].flatMap((part) => part.rarcs))]
  const common = {
    rarcs,
    unprocessable: rarcs.includes(UNPROCESSABLE_REMARK),
    imbalances: imbalancesOf(claim, onClaim),
  }
  const undenied = { deniedCents: 0 as Cents, carcs: [], category: null, group: null, procedure: null, ...common }
  if (claim.status === REVERSAL) return { kind: 'reversal', ...undenied }
  if (unansweredStatuses.has(claim.status)) return { kind: 'none', ...undenied }

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
    procedure: procedureOf(largestOf(deniedLines, denies)),
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

/** The line with the largest denied amount; the first of several. */
function largestOf(lines: readonly ServiceLine[], denies: (adjustment: Adjustment) => boolean): ServiceLine | null {
  const ranked = lines.map((line) => ({ line, cents: sumOf(line.adjustments.filter(denies)) }))
  return (
    ranked.reduce<(typeof ranked)[number] | null>(
      (best, each) => (best && best.cents >= each.cents ? best : each),
      null,
    )?.line ?? null
  )
}

/** SVC01 without its qualifier: code and modifiers. */
function procedureOf(line: ServiceLine | null): string | null {
  const { procedure = null, modifiers = [] } = line ?? {}
  return procedure === null ? null : [procedure, ...modifiers].join('-')
}

interface RankedCode {
  readonly carc: string
  readonly group: string
}

/** Each CARC once, by falling sum of its amounts, with the group of its largest part; ties in file order. */
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
