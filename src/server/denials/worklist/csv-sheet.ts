import { Readable, pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { WorklistMapping } from '../../../shared/contract/denials.ts'
import type { SpooledFile } from '../spool.ts'
import { recognizedFields } from './columns.ts'
import { rowRefused, type WorklistRefused } from './refused.ts'
import type { Sheet, SheetRow } from './sheet.ts'
import { textOf } from './text.ts'

/** Bounds a row with a quote that is never closed. */
const MAX_ROW_LENGTH = 100_000
const HEAD_LENGTH = 65_536
const HEAD_LINES = 30
const separators = [',', ';', '\t', '|']

/** A text file whose cells commas, semicolons, tabs or pipes separate, by RFC 4180, also with quotes inside a cell. */
export async function csvSheet(file: SpooledFile, mapping: WorklistMapping): Promise<Sheet> {
  const head = await headOf(file)
  // Excel reads this line as the separator and does not show it.
  const sepLine = /^sep=(.)\r?\n/i.exec(head)
  const separator = sepLine?.[1] ?? separatorOf(head, mapping)
  return { separator, rows: () => rowsOf(file, separator, sepLine?.[0].length ?? 0) }
}

async function headOf(file: SpooledFile): Promise<string> {
  let head = ''
  for await (const text of textOf(file)) {
    head += text
    if (head.length >= HEAD_LENGTH) break
  }
  return head.slice(0, HEAD_LENGTH)
}

/** The separator with which a line has the most known headers, else the most cells; a comma when there is none. */
function separatorOf(head: string, mapping: WorklistMapping): string {
  const lines = head.split(/\r\n|\n|\r/, HEAD_LINES)
  const scores = separators.map((separator) => {
    const rows = lines.map((line) => line.split(separator).map((cell) => cell.replace(/^\s*"|"\s*$/g, '')))
    const fields = Math.max(...rows.map((cells) => recognizedFields(cells, mapping)))
    return { separator, fields, cells: Math.max(...rows.map((cells) => cells.length)) }
  })
  const isBetter = (one: (typeof scores)[number], other: (typeof scores)[number]) =>
    one.fields > other.fields || (one.fields === other.fields && one.cells > other.cells)
  return scores.reduce((best, next) => (isBetter(next, best) ? next : best)).separator
}

async function* rowsOf(
  file: SpooledFile,
  separator: string,
  skipped: number,
): AsyncGenerator<SheetRow, void, undefined> {
  const parser = parse({
    delimiter: separator,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_LENGTH,
  })
  // Errors surface through the parser, which is read below.
  pipeline(Readable.from(withoutStart(textOf(file), skipped)), parser, () => {})
  const linesBefore = skipped > 0 ? 1 : 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { records: number; empty_lines: number; lines: number }
    }>) {
      yield { cells: record, place: { row: info.records + info.empty_lines, line: info.lines + linesBefore } }
    }
  } catch (error) {
    if (error instanceof CsvError) throw csvRefusal(error, linesBefore)
    throw error
  }
}

async function* withoutStart(texts: AsyncIterable<string>, length: number): AsyncGenerator<string, void, undefined> {
  let left = length
  for await (const text of texts) {
    yield text.slice(left)
    left = Math.max(0, left - text.length)
  }
}

/** The parser's own messages quote the file. */
function csvRefusal(error: CsvError, linesBefore: number): WorklistRefused {
  const row = numberOf(error, 'records') + numberOf(error, 'empty_lines') + 1
  const at = { row, line: Math.max(row, numberOf(error, 'lines')) + linesBefore }
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return rowRefused(at, 'a quote is not closed; close it, or double a quote inside a cell')
    case 'CSV_MAX_RECORD_SIZE':
      return rowRefused(at, `the row is longer than ${MAX_ROW_LENGTH} characters: check for a quote that is not closed`)
    default:
      return rowRefused(at, 'this is not CSV; export the list as .xlsx or CSV')
  }
}

function numberOf(error: CsvError, name: string): number {
  const value: unknown = Object.entries(error).find(([key]) => key === name)?.[1]
  return typeof value === 'number' ? value : 0
}
