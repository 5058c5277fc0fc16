import { RemittanceRefused } from '../../../shared/denials/remittance.ts'
import { scanIsa, type Separators } from './separators.ts'

/** Far beyond any 835 segment. A longer one has another terminator than its ISA, and must not fill the memory. */
const MAX_SEGMENT_LENGTH = 32_768

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const SPACE = 32

/** A UTF-8 byte order mark, decoded byte by byte. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'

/**
 * Splits text that arrives in chunks into segments. Text is decoded byte by byte (ISO-8859-1), because the structure is ASCII in every
 * encoding. Call `feed()`, then `next()` until it returns false, and so on; `end()` after the last chunk.
 */
export class SegmentSplitter {
  /** The current segment without its terminator. */
  text = ''
  /** Its number in the file, from 1. */
  number = 0
  /** The line it begins on, from 1. */
  line = 1
  /** Separators of its interchange. */
  separators: Separators = { element: '*', component: ':', terminator: '~' }

  #buffer = ''
  #position = 0
  #currentLine = 1
  #afterCarriageReturn = false
  #betweenInterchanges = true
  #stray = strayCharacters(this.separators)

  feed(text: string): void {
    this.#buffer = this.#buffer.slice(this.#position) + text
    this.#position = 0
  }

  /**
   * Moves to the next complete segment.
   * @returns false when the text so far has no more
   * @throws RemittanceRefused when an interchange does not begin with ISA, or a segment does not end
   */
  next(): boolean {
    if (this.#betweenInterchanges) return this.#beginInterchange()
    const { terminator } = this.separators
    for (;;) {
      this.#skipBlanks(terminator)
      const end = this.#buffer.indexOf(terminator, this.#position)
      if (
        end === -1
          ? this.#buffer.length - this.#position > MAX_SEGMENT_LENGTH
          : end - this.#position > MAX_SEGMENT_LENGTH
      ) {
        this.#refuse(
          `A segment is longer than ${MAX_SEGMENT_LENGTH} characters: its terminator is missing, or not the one in ISA`,
          1,
        )
      }
      if (end === -1) return false
      if (end > this.#position) {
        this.#take(end)
        return true
      }
      // Two terminators in a row: an empty segment.
      this.#passTerminator(end)
    }
  }

  /** Call after IEA: only another ISA may follow. */
  endInterchange(): void {
    this.#betweenInterchanges = true
  }

  /** @throws RemittanceRefused when the file ends inside a segment or has no interchange */
  end(): void {
    if (this.#betweenInterchanges) this.#skipBetweenInterchanges()
    else this.#skipBlanks(this.separators.terminator)
    if (this.#position < this.#buffer.length) {
      if (this.#betweenInterchanges && !this.#buffer.startsWith('ISA', this.#position)) this.#refuseWithoutIsa()
      this.#refuse('The file is truncated: it ends inside a segment', 1)
    }
    if (this.number === 0) this.#refuse('ISA is missing: the file is empty', 1)
  }

  #beginInterchange(): boolean {
    this.#skipBetweenInterchanges()
    const start = this.#position
    if (this.#buffer.length - start < BYTE_ORDER_MARK.length) return false
    if (!this.#buffer.startsWith('ISA', start)) this.#refuseWithoutIsa()
    const scan = scanIsa(this.#buffer, start)
    if (scan.kind === 'incomplete') return false
    if (scan.kind === 'malformed') this.#refuse('ISA is malformed: it needs sixteen elements and separators', 1)
    else {
      this.separators = scan.separators
      this.#stray = strayCharacters(scan.separators)
      this.#betweenInterchanges = false
      this.#take(scan.end)
    }
    return true
  }

  #take(end: number): void {
    const text = this.#buffer.slice(this.#position, end)
    this.number += 1
    this.line = this.#currentLine
    this.text = this.#stray.test(text) ? this.#withoutStrayCharacters(text) : text
    this.#passTerminator(end)
  }

  #passTerminator(end: number): void {
    this.#countLine(this.#buffer.charCodeAt(end))
    this.#position = end + 1
  }

  #withoutStrayCharacters(text: string): string {
    for (let index = 0; index < text.length; index += 1) this.#countLine(text.charCodeAt(index))
    return text.replace(new RegExp(this.#stray, 'g'), '')
  }

  #skipBlanks(terminator: string): void {
    const end = terminator.charCodeAt(0)
    for (; this.#position < this.#buffer.length; this.#position += 1) {
      const code = this.#buffer.charCodeAt(this.#position)
      if (code > SPACE || code === end) return
      this.#countLine(code)
    }
  }

  #skipBetweenInterchanges(): void {
    for (;;) {
      this.#skipBlanks('I')
      if (!this.#buffer.startsWith(BYTE_ORDER_MARK, this.#position)) return
      this.#position += BYTE_ORDER_MARK.length
    }
  }

  /** A line ends with CR, LF or CR LF. */
  #countLine(code: number): void {
    if (code === CARRIAGE_RETURN || (code === LINE_FEED && !this.#afterCarriageReturn)) this.#currentLine += 1
    this.#afterCarriageReturn = code === CARRIAGE_RETURN
  }

  #refuseWithoutIsa(): never {
    const rest = this.#buffer.slice(this.#position, this.#position + 4)
    if (this.number > 0) this.#refuse('ISA is missing: IEA is followed by other data', 1)
    if (/^(?:\u00ff\u00fe|\u00fe\u00ff|.\0)/.test(rest))
      this.#refuse('ISA is missing: the file is UTF-16, not an 8-bit encoding', 1)
    return this.#refuse('Not an 835 or CSV file: ISA is missing', 1)
  }

  /** @param ahead segments between the last complete one and the error */
  #refuse(detail: string, ahead: number): never {
    throw new RemittanceRefused(detail, this.number + ahead, this.#currentLine)
  }
}

/** Matches control characters that are no separators. */
function strayCharacters(separators: Separators): RegExp {
  const kept = Object.values(separators).map((separator) => separator.charCodeAt(0).toString(16).padStart(4, '0'))
  return new RegExp(`(?![${kept.map((code) => `\\u${code}`).join('')}])[\\0-\\u001f]`)
}
