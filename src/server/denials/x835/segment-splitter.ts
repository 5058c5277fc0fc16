import { RemittanceRefused } from '../../../shared/denials/remittance.ts'
import { scanIsa } from './separators.ts'
import type { Separators } from './separators.ts'

/** Far beyond any 835 segment: what is longer has another terminator than its ISA says, and must not fill the memory. */
const LONGEST_SEGMENT = 32_768

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const SPACE = 32

/** A UTF-8 byte order mark, its bytes read one by one. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'

/**
 * Cuts text that arrives in pieces into segments, by the separators of the interchange each stands in. Text is bytes read one by one
 * (ISO-8859-1): whatever encoding the names are in, the structure is ASCII. Line breaks, indentation and other control characters
 * between and within segments are no part of them.
 *
 * Feed, then `next()` until it answers false, then feed again; `end()` when there is no more.
 */
export class SegmentSplitter {
  /** The segment `next()` found, without its terminator. */
  text = ''
  /** Its number in the file, from 1. */
  number = 0
  /** The line it begins on, from 1. */
  line = 1
  /** Those of the interchange it stands in. */
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
   * Goes on to the next whole segment.
   * @returns false when the text fed so far holds no more
   * @throws RemittanceRefused where an interchange does not begin with ISA, or a segment does not end
   */
  next(): boolean {
    if (this.#betweenInterchanges) return this.#beginInterchange()
    const { terminator } = this.separators
    for (;;) {
      this.#skipBlanks(terminator)
      const end = this.#buffer.indexOf(terminator, this.#position)
      if (
        end === -1 ? this.#buffer.length - this.#position > LONGEST_SEGMENT : end - this.#position > LONGEST_SEGMENT
      ) {
        this.#refuse(
          `A segment is longer than ${LONGEST_SEGMENT} characters: unterminated, or by another character than ISA says`,
          1,
        )
      }
      if (end === -1) return false
      if (end > this.#position) {
        this.#take(end)
        return true
      }
      // Two terminators in a row: nothing stands between them.
      this.#passTerminator(end)
    }
  }

  /** The segment just read was the last of its interchange: what follows is another ISA, or nothing. */
  endInterchange(): void {
    this.#betweenInterchanges = true
  }

  /** @throws RemittanceRefused where the file ends inside a segment, or held no interchange at all */
  end(): void {
    if (this.#betweenInterchanges) this.#skipBetweenInterchanges()
    else this.#skipBlanks(this.separators.terminator)
    if (this.#position < this.#buffer.length) {
      if (this.#betweenInterchanges && !this.#buffer.startsWith('ISA', this.#position)) this.#refuseWithoutIsa()
      this.#refuse('The file is cut: it ends inside a segment', 1)
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
    if (scan.kind === 'malformed')
      this.#refuse('ISA is malformed: it does not have its sixteen elements and separators', 1)
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
    if (this.number > 0) this.#refuse('ISA is missing: something else follows IEA', 1)
    if (/^(?:\u00ff\u00fe|\u00fe\u00ff|.\0)/.test(rest))
      this.#refuse('ISA is missing: the file is UTF-16, not an 8-bit encoding', 1)
    return this.#refuse('ISA is missing: the file does not begin with it', 1)
  }

  /** @param ahead how many segments after the last whole one the fault stands in */
  #refuse(fault: string, ahead: number): never {
    throw new RemittanceRefused(fault, this.number + ahead, this.#currentLine)
  }
}

/** Finds the control characters that separate nothing. */
function strayCharacters(separators: Separators): RegExp {
  const kept = Object.values(separators).map((separator) => separator.charCodeAt(0).toString(16).padStart(4, '0'))
  return new RegExp(`(?![${kept.map((code) => `\\u${code}`).join('')}])[\\0-\\u001f]`)
}
