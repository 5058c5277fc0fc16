import { Buffer } from 'node:buffer'
import type { RemittanceItem } from '../../../shared/denials/remittance.ts'
import { Envelope, refuse } from './envelope.ts'
import type { Segment } from './envelope.ts'
import { SegmentSplitter } from './segment-splitter.ts'
import { TransactionReader } from './transaction-reader.ts'

/** How much of the file is text at a time, whatever the size of the pieces it comes in. */
const PIECE_BYTES = 65_536

/** The segments that say something of denials or of the envelope, all or by their qualifiers; the others are only counted. */
const readTags: ReadonlyMap<string, 'all' | ReadonlySet<string>> = new Map<string, 'all' | ReadonlySet<string>>([
  ...'ISA GS ST SE GE IEA BPR TRN N1 LX TS3 TS2 CLP CAS MIA MOA SVC PLB'.split(' ').map((tag) => [tag, 'all'] as const),
  ['DTM', new Set(['405', '050', '232', '233', '472', '150', '151'])],
  ['REF', new Set(['2U', 'F8', 'CE'])],
  ['NM1', new Set(['82'])],
  ['LQ', new Set(['HE'])],
])

/**
 * Reads an 835 file (005010X221A1, 4010) from its bytes in file order, holding no more than a claim of it.
 * What was yielded counts only once the generator has ended: a fault may stand in the last segment.
 * @throws RemittanceRefused where the file cannot be trusted; and what `source` throws
 */
export async function* readRemittances(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<RemittanceItem, void, undefined> {
  const splitter = new SegmentSplitter()
  const reader = new FileReader(splitter)
  for await (const bytes of source) {
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, bytes.length - start)
      splitter.feed(Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1'))
      while (splitter.next()) {
        for (const item of reader.read()) yield item
      }
    }
  }
  splitter.end()
  reader.end()
}

/** Leads the segments of a file to its envelope and its transactions. */
class FileReader {
  readonly #splitter: SegmentSplitter
  readonly #envelope = new Envelope()
  #transaction: TransactionReader | null = null
  #items: RemittanceItem[] = []

  constructor(splitter: SegmentSplitter) {
    this.#splitter = splitter
  }

  /** What the segment the splitter stands at brought to its end. */
  read(): readonly RemittanceItem[] {
    const { text, number, line, separators } = this.#splitter
    const tag = elementFrom(text, 0, separators.element)
    const qualifiers = readTags.get(tag.trim())
    if (qualifiers === undefined) return []
    if (qualifiers !== 'all' && !qualifiers.has(elementFrom(text, tag.length + 1, separators.element).trim())) return []
    if (this.#items.length > 0) this.#items = []
    this.#take(tag.trim(), { elements: elementsOf(text, separators.element), number, line }, separators.component)
    return this.#items
  }

  /** The file is at its end. */
  end(): void {
    this.#envelope.end(this.#splitter.number, this.#splitter.line)
  }

  #take(tag: string, segment: Segment, component: string): void {
    switch (tag) {
      case 'ISA':
        return this.#envelope.openInterchange(segment)
      case 'GS':
        return this.#envelope.openGroup(segment)
      case 'ST':
        return this.#openTransaction(segment)
      case 'SE':
        return this.#closeTransaction(segment)
      case 'GE':
        return this.#envelope.closeGroup(segment)
      case 'IEA':
        this.#envelope.closeInterchange(segment)
        return this.#splitter.endInterchange()
      default:
        if (!this.#transaction) refuse(segment, `${tag} stands outside a transaction: ST is missing`)
        return this.#transaction.add(tag, segment, component)
    }
  }

  #openTransaction(segment: Segment): void {
    this.#envelope.openTransaction(segment)
    const { transaction, version, test } = this.#envelope
    const start = { controlNumber: transaction ?? '', version, test, segment: segment.number, line: segment.line }
    this.#transaction = new TransactionReader(start, (item) => {
      this.#items.push(item)
    })
  }

  #closeTransaction(segment: Segment): void {
    this.#envelope.closeTransaction(segment)
    this.#transaction?.end()
    this.#transaction = null
  }
}

/** The element that begins at `start`. */
function elementFrom(text: string, start: number, separator: string): string {
  const end = text.indexOf(separator, start)
  return text.slice(start, end === -1 ? text.length : end)
}

/** What `split` does, in half its time: most of a file passes through here. */
function elementsOf(text: string, separator: string): readonly string[] {
  const elements: string[] = []
  let start = 0
  for (let end = text.indexOf(separator); end !== -1; end = text.indexOf(separator, start)) {
    elements.push(text.slice(start, end))
    start = end + 1
  }
  elements.push(text.slice(start))
  return elements
}
