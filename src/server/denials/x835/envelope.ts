import { RemittanceRefused } from '../../../shared/denials/remittance.ts'
import type { Segment } from './segment.ts'

interface Level {
  readonly controlNumber: string
  /** The trailer's count: groups of an interchange, transactions of a group. */
  parts: number
}

/**
 * Checks that interchanges, groups and transactions open and close as X12 requires: each trailer is present, with the right count and its
 * header's control number. Every method throws RemittanceRefused otherwise.
 */
export class Envelope {
  /** GS08 of the group. */
  version = ''
  /** ISA15 of the interchange. */
  test = false

  #interchange: Level | null = null
  #group: Level | null = null
  #transaction: { readonly controlNumber: string; readonly firstSegment: number } | null = null

  /** ST02 of the open transaction. */
  get transaction(): string | null {
    return this.#transaction?.controlNumber ?? null
  }

  openInterchange(segment: Segment): void {
    if (this.#interchange) this.#refuseUnclosed(segment, 'ISA')
    this.#interchange = { controlNumber: segment.element(13), parts: 0 }
    this.test = segment.element(15) === 'T'
  }

  openGroup(segment: Segment): void {
    if (this.#group || !this.#interchange) this.#refuseUnclosed(segment, 'GS')
    this.#interchange.parts += 1
    this.#group = { controlNumber: segment.element(6), parts: 0 }
    this.version = segment.element(8)
  }

  openTransaction(segment: Segment): void {
    if (this.#transaction) this.#refuseUnclosed(segment, 'ST')
    if (!this.#group) segment.refuse('ST is outside a group: GS is missing')
    if (segment.element(1) !== '835') segment.refuse('A transaction is not an 835 (ST01)')
    this.#group.parts += 1
    this.#transaction = { controlNumber: segment.element(2), firstSegment: segment.number }
  }

  closeTransaction(segment: Segment): void {
    if (!this.#transaction) segment.refuse('SE is outside a transaction: ST is missing')
    const { controlNumber, firstSegment } = this.#transaction
    checkCount(segment, 'SE01', 'segments', segment.number - firstSegment + 1)
    // ST02 is text: 0001 and 1 differ.
    if (segment.element(2) !== controlNumber) segment.refuse('SE02 is not the control number in ST02')
    this.#transaction = null
  }

  closeGroup(segment: Segment): void {
    if (this.#transaction) this.#refuseUnclosed(segment, 'GE')
    if (!this.#group) segment.refuse('GE is outside a group: GS is missing')
    checkCount(segment, 'GE01', 'transactions', this.#group.parts)
    checkNumber(segment, 'GE02', 'GS06', this.#group.controlNumber)
    this.#group = null
  }

  closeInterchange(segment: Segment): void {
    if (this.#group || !this.#interchange) this.#refuseUnclosed(segment, 'IEA')
    checkCount(segment, 'IEA01', 'groups', this.#interchange.parts)
    checkNumber(segment, 'IEA02', 'ISA13', this.#interchange.controlNumber)
    this.#interchange = null
  }

  /** @param number of the file's last segment */
  end(number: number, line: number): void {
    const missing = this.#missing()
    if (missing) throw new RemittanceRefused(`The file is truncated: ${missing} is missing at its end`, number, line)
  }

  #missing(): string | null {
    if (this.#transaction) return 'SE'
    if (this.#group) return 'GE'
    return this.#interchange ? 'IEA' : null
  }

  #refuseUnclosed(segment: Segment, tag: string): never {
    return segment.refuse(`${this.#missing() ?? 'ISA'} is missing before ${tag}`)
  }
}

function checkCount(segment: Segment, name: string, what: string, found: number): void {
  const said = segment.element(1)
  if (!/^\d{1,15}$/.test(said)) segment.refuse(`${name} is not a count of ${what}`)
  if (Number(said) !== found) segment.refuse(`${name} counts ${Number(said)} ${what}, there are ${found}`)
}

/** GS06 and ISA13 are numbers: leading zeros do not matter. */
function checkNumber(segment: Segment, name: string, opened: string, controlNumber: string): void {
  if (withoutZeros(segment.element(2)) !== withoutZeros(controlNumber)) {
    segment.refuse(`${name} is not the control number in ${opened}`)
  }
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=\d)/, '')
}
