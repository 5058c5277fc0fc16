import { RemittanceRefused } from '../../../shared/denials/remittance.ts'

const SPACE = 32

/** The current segment. One object serves the whole file and finds elements on demand, so keep strings of it, never the object. */
export class Segment {
  /** Its number in the file, from 1. */
  number = 0
  /** The line it begins on, from 1. */
  line = 0

  #text = ''
  #separator = '*'
  /** End positions of the elements found so far. */
  readonly #ends: number[] = []
  #found = 0

  moveTo(text: string, separator: string, number: number, line: number): void {
    this.#text = text
    this.#separator = separator
    this.#found = 0
    this.number = number
    this.line = line
  }

  /** Elements including the tag. */
  get length(): number {
    this.#find(Infinity)
    return this.#found
  }

  /** An element, trimmed; 0 is the tag. Blank when the segment has fewer. */
  element(position: number): string {
    this.#find(position)
    if (position >= this.#found) return ''
    const start = position === 0 ? 0 : (this.#ends[position - 1] ?? 0) + 1
    const end = this.#ends[position] ?? start
    if (start === end) return ''
    const element = this.#text.slice(start, end)
    const hasBlanks = this.#text.charCodeAt(start) <= SPACE || this.#text.charCodeAt(end - 1) <= SPACE
    return hasBlanks ? element.trim() : element
  }

  /** @throws RemittanceRefused with this segment's number and line */
  refuse(detail: string): never {
    throw new RemittanceRefused(detail, this.number, this.line)
  }

  #find(position: number): void {
    while (this.#found <= position) {
      const start = this.#found === 0 ? 0 : (this.#ends[this.#found - 1] ?? 0) + 1
      if (start > this.#text.length) return
      const end = this.#text.indexOf(this.#separator, start)
      this.#ends[this.#found] = end === -1 ? this.#text.length : end
      this.#found += 1
    }
  }
}
