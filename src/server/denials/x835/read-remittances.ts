import { Buffer } from 'node:buffer'
import type { RemittanceItem } from '../../../shared/denials/remittance.ts'
import { Envelope, refuse } from './envelope.ts'
import type { Segment } from './envelope.ts'
import { SegmentSplitter } from './segment-splitter.ts'
import { TransactionReader } from './transaction-reader.ts'

/** How much of the file is text at a time, whatever the size of the pieces it comes in. */
const PIECE_BYTES = 65_536

/** The segments that say something of denials or of the envelope; the others are only counted. */
const readTags: ReadonlySet<string> = new Set(
  'ISA GS ST SE GE IEA BPR TRN DTM N1 REF LX TS3 TS2 CLP CAS NM1 MIA MOA SVC LQ PLB'.split(' '),
)

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
        const items = reader.read()
        if (items.length > 0) yield* items
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
    const tagEnd = text.indexOf(separators.element)
    const tag = (tagEnd === -1 ? text : text.slice(0, tagEnd)).trim()
    if (!readTags.has(tag)) return []
    if (this.#items.length > 0) this.#items = []
    this.#take(tag, { elements: text.split(separators.element), number, line }, separators.component)
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
