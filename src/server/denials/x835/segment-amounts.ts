import type { Cents } from '../../../shared/denials/remittance.ts'
import type { Segment } from './segment.ts'
import { centsOf } from './values.ts'

/**
 * The amount in an element, null where it is blank.
 * @throws RemittanceRefused where it is malformed
 */
export function amountOf(segment: Segment, position: number): Cents | null {
  const element = segment.element(position)
  if (element === '') return null
  return centsOf(element) ?? segment.refuse(`${nameOf(segment, position)} is a malformed amount`)
}

/**
 * The amount in an element that must be there: reading a blank as 0 could make a denial of a payment.
 * @throws RemittanceRefused where it is blank or malformed
 */
export function requiredAmountOf(segment: Segment, position: number): Cents {
  return (
    amountOf(segment, position) ?? segment.refuse(`${nameOf(segment, position)} is a malformed amount: it is blank`)
  )
}

/** A sum that is exact, or refused: the amounts it counts, signs aside, stay within the safe integers. */
export class ExactSum {
  #magnitude = 0
  #value = 0

  get value(): Cents {
    return this.#value as Cents
  }

  /** @throws RemittanceRefused where the sum could not be told exactly any more */
  add(amount: Cents, segment: Segment): void {
    this.#magnitude += Math.abs(amount)
    this.#value += amount
    if (!Number.isSafeInteger(this.#magnitude))
      segment.refuse('Amounts are malformed: together too large to be summed exactly')
  }
}

/** As X12 names elements: CAS03. */
function nameOf(segment: Segment, position: number): string {
  return `${segment.element(0)}${String(position).padStart(2, '0')}`
}
