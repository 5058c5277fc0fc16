import type { Adjustment, RemittanceClaim } from './remittance.ts'

/** Bounds the search for repeats that are needed to balance; past it, either all or none count. */
const MOST_SUMS = 1_024

/**
 * The claim-level adjustments that count. Some payers repeat a line's adjustment on the claim: one with the group, CARC and amount of a
 * line, or of the lines' sum, is left out unless the claim balances only with it.
 */
export function claimAdjustmentsWithoutRepeats(claim: RemittanceClaim): readonly Adjustment[] {
  if (claim.adjustments.length === 0 || claim.lines.length === 0) return claim.adjustments
  const onLines = adjustmentsOnLines(claim)
  const repeats = new Set(
    claim.adjustments.filter((adjustment) => onLines.has(keyOf(adjustment, adjustment.amountCents))),
  )
  if (repeats.size === 0) return claim.adjustments
  const unrepeated = sumOf(claim.adjustments.filter((adjustment) => !repeats.has(adjustment)))
  const onTheLines = claim.lines.reduce((sum, line) => sum + sumOf(line.adjustments), 0)
  const lacking = claim.chargeCents - claim.paidCents - onTheLines - unrepeated
  const needed = new Set(lacking === 0 ? [] : choiceThatSumsTo(lacking, [...repeats]))
  return claim.adjustments.filter((adjustment) => !repeats.has(adjustment) || needed.has(adjustment))
}

/** Sum of the amounts in cents. */
export function sumOf(adjustments: readonly Adjustment[]): number {
  return adjustments.reduce((sum, { amountCents }) => sum + amountCents, 0)
}

/** Group, CARC and amount of every adjustment on a line, and of the sum of each group and CARC over the lines. */
function adjustmentsOnLines(claim: RemittanceClaim): ReadonlySet<string> {
  const keys = new Set<string>()
  const sums = new Map<string, { readonly adjustment: Adjustment; sum: number }>()
  for (const { adjustments } of claim.lines) {
    for (const adjustment of adjustments) {
      keys.add(keyOf(adjustment, adjustment.amountCents))
      const code = keyOf(adjustment, 0)
      const known = sums.get(code)
      if (known) known.sum += adjustment.amountCents
      else sums.set(code, { adjustment, sum: adjustment.amountCents })
    }
  }
  for (const { adjustment, sum } of sums.values()) keys.add(keyOf(adjustment, sum))
  return keys
}

function keyOf({ group, carc }: Adjustment, amountCents: number): string {
  return `${group} ${carc} ${amountCents}`
}

/** The fewest adjustments whose amounts sum to `wanted`, the earlier ones first; none where no choice does. */
function choiceThatSumsTo(wanted: number, adjustments: readonly Adjustment[]): readonly Adjustment[] {
  let reached = new Map<number, readonly Adjustment[]>([[0, []]])
  for (const adjustment of adjustments) {
    const next = new Map(reached)
    for (const [sum, choice] of reached) {
      const larger = sum + adjustment.amountCents
      const known = next.get(larger)
      if (!known || known.length > choice.length + 1) next.set(larger, [...choice, adjustment])
    }
    if (next.size > MOST_SUMS) return sumOf(adjustments) === wanted ? adjustments : []
    reached = next
  }
  return reached.get(wanted) ?? []
}
