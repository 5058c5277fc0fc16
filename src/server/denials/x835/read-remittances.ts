import { Buffer } from 'node:buffer'
import type { CalendarDay, CountMismatch, RemittanceItem } from '../../../shared/denials/remittance.ts'
import { Envelope } from './envelope.ts'
import { Segment } from './segment.ts'
import { SegmentSplitter } from './segment-splitter.ts'
import { TransactionReader } from './transaction-reader.ts'

/** Bytes of the file that are decoded at a time. */
const CHUNK_BYTES = 65_536

/** A segment that is read; others are only counted. */
interface ReadSegment {
  readonly tag: string
  /** The first elements to read; null: all. */
  readonly qualifiers: ReadonlySet<string> | null
}

/** Each tag is one string constant, which compares faster than a slice of the file. */
const readSegments: ReadonlyMap<string, ReadSegment> = new Map(
  [
    ...'ISA GS ST SE GE IEA BPR TRN N1 LX TS3 TS2 CLP CAS MIA MOA SVC PLB'.split(' ').map(readWhole),
    readSome('DTM', ['405', '050', '232', '233', '472', '150', '151']),
    readSome('REF', ['2U', 'TJ', 'F8', 'CE']),
    readSome('NM1', ['82', 'QC']),
    readSome('LQ', ['HE']),
  ].map((read) => [read.tag, read]),
)

function readWhole(tag: string): ReadSegment {
  return { tag, qualifiers: null }
}

function readSome(tag: string, qualifiers: readonly string[]): ReadSegment {
  return { tag, qualifiers: new Set(qualifiers) }
}

export interface ReadOptions {
  /** Reads test data (ISA15 T) as well. */
  readonly allowTest?: boolean
  /** The latest valid day of a payment; left out: any. */
  readonly lastDay?: CalendarDay
}

/** The envelope's segments; of a transaction that is no 835, only these are read. */
const envelopeTags: ReadonlySet<string> = new Set(['ISA', 'GS', 'ST', 'SE', 'GE', 'IEA'])

/**
 * Reads an 835 file (005010X221A1, 4010) in file order, with at most one claim in memory. Items count only once the generator has ended:
 * the last segment may have an error.
 * @throws RemittanceRefused for an invalid file; errors of `source`
 */
export async function* readRemittances(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<RemittanceItem, void, undefined> {
  const splitter = new SegmentSplitter()
  const reader = new FileReader(splitter, options)
  for await (const bytes of source) {
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      const length = Math.min(CHUNK_BYTES, bytes.length - start)
      splitter.feed(Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1'))
      for (let items = reader.read(); items.length > 0; items = reader.read()) yield* items
    }
  }
  splitter.end()
  reader.end()
}

/** Passes the segments of a file to its envelope and its transactions. */
class FileReader {
  readonly #splitter: SegmentSplitter
  readonly #options: ReadOptions
  readonly #envelope = new Envelope()
  readonly #segment = new Segment()
  #transaction: TransactionReader | null = null
  #items: RemittanceItem[] = []

  constructor(splitter: SegmentSplitter, options: ReadOptions) {
    this.#splitter = splitter
    this.#options = options
  }

  /**
   * Reads segments until one completes an item. Empty when the text so far has no more. The loop over segments is not in the generator
   * because it is several times slower there.
   */
  read(): readonly RemittanceItem[] {
    this.#items = []
    while (this.#items.length === 0 && this.#splitter.next()) this.#readSegment()
    return this.#items
  }

  #readSegment(): void {
    const { text, number, line, separators } = this.#splitter
    const segment = this.#segment
    segment.moveTo(text, separators.element, number, line)
    const read = readSegments.get(segment.element(0))
    if (read && (read.qualifiers === null || read.qualifiers.has(segment.element(1)))) {
      this.#take(read.tag, segment, separators.component)
    }
    this.#transaction?.keep(segment, text)
  }

  end(): void {
    this.#envelope.end(this.#splitter.number, this.#splitter.line)
  }

  #take(tag: string, segment: Segment, component: string): void {
    if (this.#envelope.otherTransaction !== null && !envelopeTags.has(tag)) return
    switch (tag) {
      case 'ISA':
        return this.#openInterchange(segment)
      case 'GS':
        return this.#envelope.openGroup(segment)
      case 'ST':
        return this.#openTransaction(segment)
      case 'SE':
        return this.#closeTransaction(segment)
      case 'GE':
        return this.#report(this.#envelope.closeGroup(segment))
      case 'IEA':
        this.#report(this.#envelope.closeInterchange(segment))
        return this.#splitter.endInterchange()
      default:
        if (!this.#transaction) segment.refuse(`${tag} is outside a transaction: ST is missing`)
        return this.#transaction.add(tag, segment, component)
    }
  }

  #openInterchange(segment: Segment): void {
    this.#envelope.openInterchange(segment)
    if (this.#envelope.test && this.#options.allowTest !== true) {
      segment.refuse('The file is test data (ISA15 is T); it is imported with --allow-test only')
    }
  }

  #report(mismatch: CountMismatch | null): void {
    if (mismatch) this.#items.push(mismatch)
  }

  #openTransaction(segment: Segment): void {
    this.#envelope.openTransaction(segment)
    const { otherTransaction: type, transaction, version, test } = this.#envelope
    if (type !== null) {
      this.#items.push({ kind: 'other_transaction', type, segment: segment.number, line: segment.line })
      return
    }
    const start = { controlNumber: transaction ?? '', version, test, segment: segment.number, line: segment.line }
    const emit = (item: RemittanceItem) => {
      this.#items.push(item)
    }
    this.#transaction = new TransactionReader(start, emit, this.#options.lastDay ?? null)
  }

  #closeTransaction(segment: Segment): void {
    const mismatch = this.#envelope.closeTransaction(segment)
    if (!this.#transaction) return
    this.#report(mismatch)
    this.#transaction.end(segment)
    this.#transaction = null
  }
}
