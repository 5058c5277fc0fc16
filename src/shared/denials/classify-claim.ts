import { placeOf, OTHER_CATEGORY, type CarcPlace, type DenialCategories } from './categories.ts'
import type { ClaimClassification, ClaimImbalance } from './claim-classification.ts'
import type { Adjustment, Cents, RemittanceClaim, ServiceLine } from './remittance.ts'
import { claimAdjustmentsWithoutRepeats, sumOf } from './repeats.ts'

/** RARC of a claim that could not be processed. It is corrected and rebilled, and there is no appeal right (X12). */
export const UNPROCESSABLE_REMARK = 'MA130'

const DENIED = '4'
const REVERSAL = '22'

/** The CARC of what an earlier payer paid or adjusted. */
const PRIOR_PAYER = '23'

/** CLP02 of claims without an answer: 23 forwarded to another payer, 25 predetermination. */
export const unansweredStatuses: ReadonlySet<string> = new Set(['23', '25'])

/** Whether a claim takes an earlier answer back: by CLP02, or by an amount below 0. */
export function isReversal({ status, chargeCents, paidCents }: RemittanceClaim): boolean {
  return !unansweredStatuses.has(status) && (status === REVERSAL || chargeCents < 0 || paidCents < 0)
}

/** What makes a claim a denial. */
type Denial = Pick<ClaimClassification, 'deniedCents' | 'carcs' | 'category' | 'group' | 'procedure'>

/** A claim with the place of each of its CARCs. */
interface PlacedAdjustments {
  readonly claim: RemittanceClaim
  /** The claim's own, without repeats. */
  readonly onClaim: readonly Adjustment[]
  readonly placeOf: (adjustment: Adjustment) => CarcPlace
}

/**
 * Classifies a claim by its adjustments: denied in full, denied in part, reversed, or nothing to work on.
 * @param payer for placings of the tenant by payer
 */
export function classifyClaim(claim: RemittanceClaim, categories: DenialCategories, payer = ''): ClaimClassification {
  const onClaim = claimAdjustmentsWithoutRepeats(claim)
  const rarcs = [...new Set([claim, ...claim.lines].flatMap((part) => part.rarcs))]
  const common = {
    rarcs,
    unprocessable: rarcs.includes(UNPROCESSABLE_REMARK),
    imbalances: imbalancesOf(claim, onClaim),
  }
  const noDenial = { deniedCents: 0 as Cents, carcs: [], category: null, group: null, procedure: null }
  const noCodes = { reducedCents: 0 as Cents, patientShareCents: 0 as Cents, pendingCarcs: [], undecidedCarcs: [] }
  if (isReversal(claim)) return { kind: 'reversal', ...noDenial, ...noCodes, ...common }
  if (unansweredStatuses.has(claim.status)) return { kind: 'none', ...noDenial, ...noCodes, ...common }

  const { facilityType, filingIndicator } = claim
  const placed: PlacedAdjustments = {
    claim,
    onClaim,
    placeOf: ({ carc }) => placeOf(carc, { payer, facilityType, filingIndicator }, categories),
  }
  const denial = denialByAmount(placed) ?? denialWithoutAmount(placed) ?? denialByStatus(placed)
  const all = allAdjustments(claim)
  const codesOf = (kind: CarcPlace['kind']) => [
    ...new Set(all.filter((adjustment) => placed.placeOf(adjustment).kind === kind).map(({ carc }) => carc)),
  ]
  return {
    kind: denial === null ? 'none' : isInFull(placed) ? 'full' : 'partial',
    ...(denial ?? noDenial),
    reducedCents: reducedCents(placed),
    patientShareCents: patientShare([...onClaim, ...claim.lines.flatMap((line) => line.adjustments)], placed) as Cents,
    pendingCarcs: codesOf('pending'),
    undecidedCarcs: codesOf('undecided'),
    ...common,
  }
}

function allAdjustments({ adjustments, lines }: RemittanceClaim): Adjustment[] {
  return [...adjustments, ...lines.flatMap((line) => line.adjustments)]
}

/** A denial by adjustments over 0, on denied lines and on the claim itself. */
function denialByAmount({ claim, onClaim, placeOf: place }: PlacedAdjustments): Denial | null {
  const denies = (adjustment: Adjustment) => adjustment.amountCents > 0 && place(adjustment).kind === 'denial'
  const deniedLines = claim.lines.filter((line) => isUnpaid(line) && line.adjustments.some(denies))
  const denying = [...onClaim, ...deniedLines.flatMap((line) => line.adjustments)].filter(denies)
  const [largest] = denying.toSorted((one, other) => other.amountCents - one.amountCents)
  if (!largest) return null
  const carcs = byFallingSum(denying)
  const first = denying.find(({ carc }) => carc === carcs[0])
  return {
    deniedCents: sumOf(denying) as Cents,
    carcs,
    category: first ? place(first).category : null,
    group: largest.group,
    procedure: procedureOf(largestOf(deniedLines, denies)),
  }
}

/** A denial CARC of amount 0 denies what is unpaid and not owed by the patient; the amount stands under another code. */
function denialWithoutAmount(placed: PlacedAdjustments): Denial | null {
  const { claim, onClaim, placeOf: place } = placed
  const unpaid = claim.lines.filter(isUnpaid)
  const reason = [...onClaim, ...unpaid.flatMap((line) => line.adjustments)].find(
    (adjustment) => adjustment.amountCents === 0 && place(adjustment).kind === 'denial',
  )
  if (!reason) return null
  const shareOf = (adjustments: readonly Adjustment[]) => patientShare(adjustments, placed)
  const deniedCents =
    claim.lines.length === 0
      ? claim.chargeCents - claim.paidCents - shareOf(onClaim)
      : unpaid.reduce((sum, line) => sum + line.chargeCents - shareOf(line.adjustments), 0)
  if (deniedCents <= 0) return null
  const { carc, group } = reason
  return {
    deniedCents: deniedCents as Cents,
    carcs: [carc],
    category: place(reason).category,
    group,
    procedure: procedureOf(largestOf(unpaid, () => true)),
  }
}

/** CLP02 4 denies a claim that nothing else explains. */
function denialByStatus(placed: PlacedAdjustments): Denial | null {
  const { status, chargeCents, paidCents } = placed.claim
  if (status !== DENIED || chargeCents <= 0 || paidCents !== 0) return null
  const all = allAdjustments(placed.claim)
  const isExplained = all.some((adjustment) => {
    const { kind, byTenant } = placed.placeOf(adjustment)
    return kind !== 'not_denial' || byTenant
  })
  if (isExplained || patientShare(all, placed) > 0) return null
  return { deniedCents: chargeCents, carcs: [], category: OTHER_CATEGORY, group: null, procedure: null }
}

function isInFull(placed: PlacedAdjustments): boolean {
  const all = allAdjustments(placed.claim)
  const paidBefore = all.some(({ carc, amountCents }) => carc === PRIOR_PAYER && amountCents > 0)
  return placed.claim.paidCents === 0 && !paidBefore && patientShare(all, placed) === 0
}

/** Adjustments of group PR with a CARC that is no denial. */
function patientShare(adjustments: readonly Adjustment[], { placeOf: place }: PlacedAdjustments): number {
  return sumOf(
    adjustments.filter(
      (adjustment) =>
        adjustment.group === 'PR' && adjustment.amountCents > 0 && place(adjustment).kind === 'not_denial',
    ),
  )
}

function reducedCents({ claim, placeOf: place }: PlacedAdjustments): Cents {
  const onPaidLines = claim.lines.filter(({ paidCents }) => paidCents > 0).flatMap((line) => line.adjustments)
  const reducing = onPaidLines.filter((adjustment) => adjustment.amountCents > 0 && place(adjustment).kind === 'denial')
  return sumOf(reducing) as Cents
}

function isUnpaid({ chargeCents, paidCents }: ServiceLine): boolean {
  return chargeCents > 0 && paidCents === 0
}

/** The line with the largest sum of such adjustments; the first of several. */
function largestOf(lines: readonly ServiceLine[], counts: (adjustment: Adjustment) => boolean): ServiceLine | null {
  const ranked = lines.map((line) => ({ line, cents: sumOf(line.adjustments.filter(counts)) }))
  return (
    ranked.reduce<(typeof ranked)[number] | null>(
      (largest, next) => (largest && largest.cents >= next.cents ? largest : next),
      null,
    )?.line ?? null
  )
}

/** SVC01 without its qualifier: code and modifiers. */
function procedureOf(line: ServiceLine | null): string | null {
  const { procedure = null, modifiers = [] } = line ?? {}
  return procedure === null ? null : [procedure, ...modifiers].join('-')
}

/** Each CARC once, by falling sum of its amounts; ties in file order. */
function byFallingSum(adjustments: readonly Adjustment[]): readonly string[] {
  const sums = new Map<string, number>()
  for (const { carc, amountCents } of adjustments) sums.set(carc, (sums.get(carc) ?? 0) + amountCents)
  // The sort is stable, and a map keeps the order its keys came in.
  return [...sums].sort(([, one], [, other]) => other - one).map(([carc]) => carc)
}

/** The sums of a claim and its lines that disagree. */
export function claimImbalances(claim: RemittanceClaim): readonly ClaimImbalance[] {
  return imbalancesOf(claim, claimAdjustmentsWithoutRepeats(claim))
}

/** A line without adjustments may be adjusted on the claim. */
function imbalancesOf(claim: RemittanceClaim, onClaim: readonly Adjustment[]): readonly ClaimImbalance[] {
  const imbalances: ClaimImbalance[] = []
  let adjustmentsCents = sumOf(onClaim)
  for (const [line, { chargeCents, paidCents, adjustments }] of claim.lines.entries()) {
    const ofLine = sumOf(adjustments)
    adjustmentsCents += ofLine
    const isAdjustedOnClaim = adjustments.length === 0 && claim.adjustments.length > 0
    if (chargeCents - ofLine !== paidCents && !isAdjustedOnClaim) {
      imbalances.push({ kind: 'line', line, chargeCents, adjustmentsCents: ofLine as Cents, paidCents })
    }
  }
  const { chargeCents, paidCents } = claim
  if (chargeCents - adjustmentsCents !== paidCents) {
    imbalances.unshift({ kind: 'claim', chargeCents, adjustmentsCents: adjustmentsCents as Cents, paidCents })
  }
  return imbalances
}
