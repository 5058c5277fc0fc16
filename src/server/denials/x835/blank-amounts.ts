import { claimImbalances } from '../../../shared/denials/classify-claim.ts'
import { RemittanceRefused, type Cents, type RemittanceClaim } from '../../../shared/denials/remittance.ts'
import { sumOf } from '../../../shared/denials/repeats.ts'
import { amountOf, nameOf } from './segment-amounts.ts'
import type { Segment } from './segment.ts'

type Draft<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Part)[] ? Draft<Part>[] : T[Key] }
type DraftClaim = Draft<RemittanceClaim>
type DraftPart = Pick<DraftClaim, 'chargeCents' | 'paidCents' | 'adjustments'>
type DraftAdjustment = DraftPart['adjustments'][number]

/** A claim or service line while its segments are read. */
export type { DraftClaim, DraftPart }

interface Blank {
  readonly part: DraftPart
  /** Which amount of the part it is. */
  readonly amount: 'chargeCents' | 'paidCents' | DraftAdjustment
  readonly element: string
  readonly segment: number
  readonly line: number
}

/** The place of an amount that was derived. */
export type DerivedAmount = Pick<Blank, 'segment' | 'line'>

/** The blank amounts of a claim. Each is 0 until the claim is complete and its other sums give it. */
export class BlankAmounts {
  readonly #blanks: Blank[] = []

  /** Sets an amount of a part. @throws RemittanceRefused where it is malformed */
  read(segment: Segment, position: number, part: DraftPart, amount: Blank['amount']): void {
    const cents = amountOf(segment, position)
    set(part, amount, cents ?? (0 as Cents))
    if (cents !== null) return
    const { number, line } = segment
    this.#blanks.push({ part, amount, element: nameOf(segment, position), segment: number, line })
  }

  /**
   * Fills the blanks of the complete claim.
   * @throws RemittanceRefused for a blank that the other sums do not give: as 0 it could turn a payment into a denial
   */
  fill(claim: DraftClaim): readonly DerivedAmount[] {
    if (this.#blanks.length === 0) return []
    const onLines = this.#blanks.filter(({ part }) => part !== claim)
    for (const blank of [...onLines, ...this.#blanks.filter(({ part }) => part === claim)]) {
      const others = this.#blanks.filter((other) => other !== blank).map(({ part }) => part)
      const cents = others.includes(blank.part) ? null : derived(claim, blank, others.includes(claim))
      if (cents === null || (typeof blank.amount === 'string' && cents < 0 && claim.status !== '22')) refuse(blank)
      set(blank.part, blank.amount, cents as Cents)
    }
    const [first] = this.#blanks
    if (first && claimImbalances(claim).length > 0) refuse(first)
    return this.#blanks.map(({ segment, line }) => ({ segment, line }))
  }
}

/**
 * The amount by which the claim or line balances; null where nothing else states it.
 * @param isClaimBlank whether an amount of the claim itself is blank, too
 */
function derived(claim: DraftClaim, { part, amount }: Blank, isClaimBlank: boolean): number | null {
  const { lines } = claim
  const onPart = sumOf(part.adjustments)
  const hasAdjustments = part.adjustments.length > 0
  if (part !== claim) {
    // Without adjustments of its own a line may be adjusted on the claim.
    if (!hasAdjustments && (claim.adjustments.length > 0 || isClaimBlank)) return null
    return balanceOf(part, amount, onPart)
  }
  if (lines.length === 0) return hasAdjustments ? balanceOf(claim, amount, onPart) : null
  if (amount === 'chargeCents') return lines.reduce((sum, { chargeCents }) => sum + chargeCents, 0)
  const onLines = lines.reduce((sum, line) => sum + sumOf(line.adjustments), 0)
  if (amount !== 'paidCents') return balanceOf(claim, amount, onPart + onLines)
  const paidOnLines = lines.reduce((sum, { paidCents }) => sum + paidCents, 0)
  // The claim's own adjustments may only repeat those of its lines.
  return claimImbalances({ ...claim, paidCents: paidOnLines as Cents }).length === 0
    ? paidOnLines
    : paidOnLines - onPart
}

function balanceOf({ chargeCents, paidCents }: DraftPart, amount: Blank['amount'], adjusted: number): number {
  if (amount === 'chargeCents') return paidCents + adjusted
  return amount === 'paidCents' ? chargeCents - adjusted : chargeCents - paidCents - adjusted
}

function set(part: DraftPart, amount: Blank['amount'], cents: Cents): void {
  if (typeof amount === 'string') part[amount] = cents
  else amount.amountCents = cents
}

function refuse({ element, segment, line }: Blank): never {
  throw new RemittanceRefused(`${element} is a malformed amount: it is blank`, segment, line)
}
