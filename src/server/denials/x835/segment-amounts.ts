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
 * The amount in a required element. A blank is refused, because reading it as 0 could turn a payment into a denial.
 * @throws RemittanceRefused for a blank or malformed amount
 */
export function requiredAmountOf(segment: Segment, position: number): Cents {
  return (
    amountOf(segment, position) ?? segment.refuse(`${nameOf(segment, position)} is a malformed amount: it is blank`)
  )
}

/** An exact sum: the amounts, without their signs, must stay within the safe integers. */
export class ExactSum {
  #magnitude = 0
  #value = 0

  get value(): Cents {
    return this.#value as Cents
  }

  /** @throws RemittanceRefused when the sum would no longer be exact */
  add(amount: Cents, segment: Segment): void {
    this.#magnitude += Math.abs(amount)
    this.#value += amount
    if (!Number.isSafeInteger(this.#magnitude)) segment.refuse('Amounts are malformed: their sum is too large')
  }
}

/** The X12 name of an element, such as CAS03. */
export function nameOf(segment: Segment, position: number): string {
  return `${segment.element(0)}${String(position).padStart(2, '0')}`
}
