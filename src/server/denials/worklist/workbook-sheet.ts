import { promisify } from 'node:util'
import { HucreError } from 'hucre'
import { streamXlsxRows } from 'hucre/xlsx'
import yauzl from 'yauzl'
import type { WorklistMapping } from '../../../shared/contract/denials.ts'
import type { SpooledFile } from '../spool.ts'
import { isHeader } from './columns.ts'
import { HEADER_ROWS } from './frame.ts'
import { fileRefused } from './refused.ts'
import type { Sheet, SheetRow } from './sheet.ts'

/** A workbook is in memory while it is read. */
const MAX_BYTES = 64 * 1024 * 1024
/** Of all its parts together, unpacked. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024
const MAX_PARTS = 10_000
/** The list is looked for on this many sheets. */
const MAX_SHEETS = 20

const TOO_LARGE = 'the workbook is too large; save the list alone in a workbook of its own, or as CSV'
const UNREADABLE = 'the workbook cannot be read; open it in Excel and save it again, or save it as CSV'

const unzip = promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)

/** Whether a file begins as ZIP archives do; .xlsx workbooks are archives. */
export function isZip(head: Uint8Array): boolean {
  return [0x50, 0x4b, 0x03, 0x04].every((byte, index) => head[index] === byte)
}

/** The first sheet of a workbook (.xlsx) that has a worklist's header row, else its first. @throws WorklistRefused */
export async function workbookSheet(file: SpooledFile, mapping: WorklistMapping): Promise<Sheet> {
  if (file.size > MAX_BYTES) throw fileRefused(TOO_LARGE)
  const bytes = await bytesOf(file)
  await checkParts(bytes)
  const sheet = await sheetWithHeader(bytes, mapping)
  return { separator: null, rows: () => rowsOf(bytes, sheet) }
}

async function bytesOf(file: SpooledFile): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file.bytes()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Keeps archives away that unpack to more than fits; the reader stops at the sizes that the archive states. */
async function checkParts(bytes: Buffer): Promise<void> {
  const archive = await unzip(bytes, { lazyEntries: true }).catch(() => {
    throw fileRefused(UNREADABLE)
  })
  const names: string[] = []
  let unpacked = 0
  try {
    for await (const { fileName, compressedSize, uncompressedSize } of archive.eachEntry()) {
      names.push(fileName)
      unpacked += uncompressedSize
      const isUnstated = uncompressedSize === 0 && compressedSize > 2
      if (isUnstated || unpacked > MAX_UNPACKED_BYTES || names.length > MAX_PARTS) throw fileRefused(TOO_LARGE)
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'WorklistRefused') throw error
    throw fileRefused(UNREADABLE)
  }
  if (names.includes('xl/workbook.bin')) {
    throw fileRefused('this is a binary workbook (.xlsb); save it as .xlsx or CSV')
  }
  if (!names.includes('xl/workbook.xml')) {
    throw fileRefused('this is an archive, not a workbook (.xlsx); unpack it and import its files')
  }
}

async function sheetWithHeader(bytes: Buffer, mapping: WorklistMapping): Promise<number> {
  for (let sheet = 0; sheet < MAX_SHEETS; sheet += 1) {
    try {
      for await (const { cells, place } of rowsOf(bytes, sheet)) {
        if (isHeader(cells, mapping)) return sheet
        if (place.row >= HEADER_ROWS) break
      }
    } catch (error) {
      // There is no such sheet, or it is no table.
      if (sheet === 0) throw error
      return 0
    }
  }
  return 0
}

async function* rowsOf(bytes: Buffer, sheet: number): AsyncGenerator<SheetRow, void, undefined> {
  try {
    for await (const { index, values } of streamXlsxRows(bytes, { sheet })) {
      yield { cells: values.map(textOf), place: { row: index + 1, line: index + 1 } }
    }
  } catch (error) {
    if (error instanceof HucreError || error instanceof RangeError || error instanceof TypeError) {
      throw fileRefused(UNREADABLE)
    }
    throw error
  }
}

/** A value as text. Excel keeps 15 digits of a number; it shows longer ones with `E+`. */
function textOf(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10)
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value !== 'number') return ''
  if (Math.abs(value) >= 1e15) return value.toExponential().toUpperCase()
  return String(Number(value.toPrecision(15)))
}
