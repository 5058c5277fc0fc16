import { Readable } from 'node:stream'
import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate'
import { RemittanceRefused } from '../../shared/denials/index.ts'
import { HttpProblem } from '../errors/problem.ts'
import { MAX_IMPORT_BYTES, spool, type SpooledFile } from './spool.ts'

/** How a file was packed. */
export type Packing = 'gzip' | 'zip' | 'UTF-16'

/** A file as it is read, and how it was packed, from the outside in. */
export interface UnpackedFile {
  readonly file: SpooledFile
  readonly packings: readonly Packing[]
}

/** A UTF-16 text in a gzip in a zip. */
const MAX_PACKINGS = 3
/** Where `ustar` stands in a tar archive. */
const TAR_MARK = { at: 257, text: 'ustar' }
const HEAD_BYTES = 512

/** What a file is by its first bytes, in hexadecimal. */
const kinds: readonly (readonly [start: string, what: string])[] = [
  ['25504446', 'a PDF'],
  ['89504e47', 'a picture'],
  ['ffd8ff', 'a picture'],
  ['47494638', 'a picture'],
  ['49492a00', 'a picture'],
  ['4d4d002a', 'a picture'],
  ['d0cf11e0', 'an Excel workbook or Word document'],
  ['377abcaf271c', 'an archive (7z)'],
  ['52617221', 'an archive (RAR)'],
  ['425a68', 'an archive (bzip2)'],
  ['fd377a585a00', 'an archive (xz)'],
  ['28b52ffd', 'an archive (zstd)'],
  ['3c21646f6374797065', 'a web page'],
  ['3c21444f4354595045', 'a web page'],
  ['3c68746d6c', 'a web page'],
  ['3c3f786d6c', 'an XML file'],
]

/**
 * Unpacks an 835 that is packed as gzip or as a zip with one file, or encoded as UTF-16.
 * @returns the file itself where it is not packed; otherwise the caller closes both
 * @throws RemittanceRefused for what is recognized as no 835, HttpProblem for a file that unpacks to too much, the signal's reason
 */
export async function unpack(packed: SpooledFile, signal: AbortSignal): Promise<UnpackedFile> {
  let file = packed
  const packings: Packing[] = []
  try {
    for (;;) {
      const packing = packingOf(await file.head(HEAD_BYTES))
      if (packing === null) return { file, packings }
      if (packings.length === MAX_PACKINGS) refuse('The file is packed more than three times')
      const inner = await unpacked(file, packing, signal)
      if (file !== packed) await file.close()
      file = inner
      packings.push(packing)
    }
  } catch (error) {
    if (file !== packed) await file.close()
    throw error
  }
}

/** @throws RemittanceRefused for what is recognized as no 835 */
function packingOf(head: Buffer): Packing | null {
  const start = head.toString('hex')
  if (start.startsWith('1f8b')) return 'gzip'
  if (start.startsWith('504b0304')) return 'zip'
  if (/^(?:fffe|feff|(?:..00){2}|(?:00..){2})/.test(start) && head.length > 3) return 'UTF-16'
  const kind = kinds.find(([mark]) => start.startsWith(mark))
  if (kind) refuseAs(kind[1])
  const mark = head.subarray(TAR_MARK.at, TAR_MARK.at + TAR_MARK.text.length)
  if (mark.toString('latin1') === TAR_MARK.text) refuseAs('an archive (tar)')
  return null
}

async function unpacked(file: SpooledFile, packing: Packing, signal: AbortSignal): Promise<SpooledFile> {
  if (packing === 'gzip') {
    return spool(Readable.from(file.bytes()), 'gzip', MAX_IMPORT_BYTES, { signal }).catch((error: unknown) => {
      throw error instanceof HttpProblem && error.body.code === 'bad_gzip' ? damaged('gzip') : error
    })
  }
  const bytes = packing === 'zip' ? onlyFileOf(file) : utf8Of(file)
  return spool(Readable.from(bytes), undefined, MAX_IMPORT_BYTES, { signal })
}

/** The bytes of the only file in a zip. */
async function* onlyFileOf(file: SpooledFile): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks: Uint8Array[] = []
  let files = 0
  let isComplete = false
  const unzip = new Unzip((entry) => {
    if (entry.name.endsWith('/') || entry.name.startsWith('__MACOSX/')) return
    const document = documentOf(entry.name)
    if (document) refuseAs(document)
    files += 1
    if (files > 1) refuse('The file is an archive (zip) of several files; send each of them')
    entry.ondata = (error, chunk, final) => {
      if (error) throw error
      chunks.push(chunk)
      isComplete ||= final
    }
    entry.start()
  })
  unzip.register(UnzipInflate)
  unzip.register(UnzipPassThrough)
  const push = (chunk: Uint8Array, final: boolean) => {
    try {
      unzip.push(chunk, final)
    } catch (error) {
      throw error instanceof RemittanceRefused ? error : damaged('zip')
    }
    return chunks.splice(0)
  }
  for await (const chunk of file.bytes()) yield* push(chunk, false)
  yield* push(new Uint8Array(), true)
  if (files === 0) refuse('The file is an archive (zip) without a file')
  if (!isComplete) throw damaged('zip')
}

/** What a zip is that holds such a file: office documents are zips. */
function documentOf(name: string): string | null {
  if (name === '[Content_Types].xml' || /^(?:xl|word|ppt|_rels|docProps)\//.test(name) || name === 'mimetype') {
    return 'an Excel workbook or another office document'
  }
  return null
}

/** The text of a UTF-16 file as UTF-8. */
async function* utf8Of(file: SpooledFile): AsyncGenerator<Uint8Array, void, undefined> {
  const [first = 0, second = 0] = await file.head(2)
  const isBigEndian = first === 0xfe || (first === 0 && second !== 0)
  const decoder = new TextDecoder(isBigEndian ? 'utf-16be' : 'utf-16le')
  for await (const chunk of file.bytes()) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

function damaged(packing: Packing): RemittanceRefused {
  return new RemittanceRefused(`The file is an archive (${packing}) that is damaged or encrypted`, 1, 1)
}

function refuseAs(what: string): never {
  return refuse(`The file is ${what}, not an 835 or CSV file`)
}

function refuse(detail: string): never {
  throw new RemittanceRefused(detail, 1, 1)
}
