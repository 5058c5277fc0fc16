import { RemittanceRefused, type CountMismatch } from '../../../shared/denials/remittance.ts'
import type { Segment } from './segment.ts'

interface Level {
  readonly controlNumber: string
  /** The trailer's count: groups of an interchange, transactions of a group. */
  parts: number
}

const REMITTANCE = '835'

/** What other transactions are. */
const transactionNames: ReadonlyMap<string, string> = new Map([
  ['270', 'eligibility inquiries'],
  ['271', 'eligibility answers'],
  ['276', 'claim status inquiries'],
  ['277', 'claim status answers'],
  ['278', 'authorizations'],
  ['820', 'premium payments'],
  ['834', 'enrollments'],
  ['837', 'claims'],
  ['997', 'acknowledgments'],
  ['999', 'acknowledgments'],
])

/**
 * Checks that interchanges, groups and transactions open and close as X12 requires: each trailer is present, with its header's control
 * number. Every method throws RemittanceRefused otherwise. A trailer's count may be wrong, which is reported.
 */
export class Envelope {
  /** GS08 of the group. */
  version = ''
  /** ISA15 of the interchange. */
  test = false

  #interchange: Level | null = null
  #group: Level | null = null
  #transaction: { readonly type: string; readonly controlNumber: string; readonly firstSegment: number } | null = null
  /** The first transaction that is no 835, while the file has had no other. */
  #onlyOther: { readonly type: string; readonly segment: number; readonly line: number } | null = null
  #hasRemittance = false

  /** ST01 of the open transaction where it is no 835, else null. */
  get otherTransaction(): string | null {
    return this.#transaction === null || this.#transaction.type === REMITTANCE ? null : this.#transaction.type
  }

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
    const type = segment.element(1)
    if (type === REMITTANCE) this.#hasRemittance = true
    else this.#onlyOther ??= { type, segment: segment.number, line: segment.line }
    this.#group.parts += 1
    this.#transaction = { type, controlNumber: segment.element(2), firstSegment: segment.number }
  }

  closeTransaction(segment: Segment): CountMismatch | null {
    if (!this.#transaction) segment.refuse('SE is outside a transaction: ST is missing')
    const { controlNumber, firstSegment } = this.#transaction
    checkNumber(segment, 'SE02', 'ST02', controlNumber)
    this.#transaction = null
    return mismatchOf(segment, 'SE01', segment.number - firstSegment + 1)
  }

  closeGroup(segment: Segment): CountMismatch | null {
    if (this.#transaction) this.#refuseUnclosed(segment, 'GE')
    if (!this.#group) segment.refuse('GE is outside a group: GS is missing')
    const { controlNumber, parts } = this.#group
    checkNumber(segment, 'GE02', 'GS06', controlNumber)
    this.#group = null
    return mismatchOf(segment, 'GE01', parts)
  }

  closeInterchange(segment: Segment): CountMismatch | null {
    if (this.#group || !this.#interchange) this.#refuseUnclosed(segment, 'IEA')
    const { controlNumber, parts } = this.#interchange
    checkNumber(segment, 'IEA02', 'ISA13', controlNumber)
    this.#interchange = null
    return mismatchOf(segment, 'IEA01', parts)
  }

  /** @param number of the file's last segment */
  end(number: number, line: number): void {
    const missing = this.#missing()
    if (missing) throw new RemittanceRefused(`The file is truncated: ${missing} is missing at its end`, number, line)
    if (this.#hasRemittance || this.#onlyOther === null) return
    const { type, segment, line: at } = this.#onlyOther
    const name = transactionNames.get(type)
    throw new RemittanceRefused(`The file has no 835; it has ${name ?? 'transactions'} (${type})`, segment, at)
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

function mismatchOf(segment: Segment, element: CountMismatch['element'], found: number): CountMismatch | null {
  const text = segment.element(1)
  const stated = /^\d{1,15}$/.test(text) ? Number(text) : null
  if (stated === found) return null
  return { kind: 'count_mismatch', element, stated, found, segment: segment.number, line: segment.line }
}

/** Control numbers that are numbers are compared as such: leading zeros do not matter. */
function checkNumber(segment: Segment, name: string, opened: string, controlNumber: string): void {
  if (withoutZeros(segment.element(2)) !== withoutZeros(controlNumber)) {
    segment.refuse(`${name} is not the control number in ${opened}`)
  }
}

function withoutZeros(number: string): string {
  return /^\d+$/.test(number) ? number.replace(/^0+(?=\d)/, '') : number
}
