import { Readable, pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { RowError, RowPlace, WorklistField, WorklistMapping } from '../../../shared/contract/denials.ts'
import { OTHER_CATEGORY, type DenialCategories } from '../../../shared/denials/index.ts'
import { noDetails, type ImportTally, type WorklistRowEntry } from '../entries.ts'
import type { SpooledFile } from '../spool.ts'
import { amountCell, carcCell, dayCell, stateCell, type Cell } from './cells.ts'
import { worklistColumns, type WorklistColumns } from './columns.ts'
import { MAX_ROW_ERRORS, WorklistRefused } from './refused.ts'

const MAX_CELL_LENGTH = 200
/** Bounds a row with a quote that is never closed. */
const MAX_ROW_LENGTH = 100_000
const HEAD_BYTES = 65_536

/** Observes the rows of a worklist, for a preview. */
export interface WorklistObserver {
  header(columns: WorklistColumns, headers: readonly string[]): void
  row(entry: WorklistRowEntry): void
}

/**
 * The rows of a worklist: CSV by RFC 4180, also with semicolons, tabs or pipes.
 * @throws WorklistRefused for an incomplete header row; at the end, or after `MAX_ROW_ERRORS`, for rows with errors
 */
export async function* worklistEntries(
  file: SpooledFile,
  mapping: WorklistMapping,
  categories: DenialCategories,
  tally: ImportTally,
  observer?: WorklistObserver,
): AsyncGenerator<WorklistRowEntry, void, undefined> {
  const rowErrors: RowError[] = []
  let columns: WorklistColumns | null = null
  for await (const { cells, place } of rowsOf(file)) {
    if (columns === null) {
      const header = worklistColumns(cells, mapping)
      observer?.header(header.columns, cells)
      if (header.errors.length > 0) {
        throw new WorklistRefused(
          header.errors.map((detail) => ({ ...place, column: null, detail: `columns ${detail}` })),
        )
      }
      columns = header.columns
      continue
    }
    tally.counts.claims += 1
    const read = readRow(cells, columns, place, categories)
    if ('entry' in read) {
      observer?.row(read.entry)
      if (rowErrors.length === 0) yield read.entry
    } else rowErrors.push(...read.errors)
    if (rowErrors.length >= MAX_ROW_ERRORS) break
  }
  if (rowErrors.length > 0) throw new WorklistRefused(rowErrors)
  if (columns === null) throw refusal({ row: 1, line: 1 }, 'the worklist is empty: it has no header row')
}

function readRow(
  cells: readonly string[],
  columns: WorklistColumns,
  place: RowPlace,
  categories: DenialCategories,
): { readonly entry: WorklistRowEntry } | { readonly errors: readonly RowError[] } {
  const errors: RowError[] = []
  const fail = (field: WorklistField, detail: string) =>
    errors.push({ ...place, column: columns[field]?.header ?? field, detail })
  const text = (field: WorklistField): string | null => {
    const column = columns[field]
    const cell = column === undefined ? '' : (cells[column.index] ?? '').trim()
    if (cell.length > MAX_CELL_LENGTH) fail(field, `longer than ${MAX_CELL_LENGTH} characters`)
    else if (cell.includes('\0')) fail(field, 'contains a NUL character')
    else if (cell !== '') return cell
    return null
  }
  const typed = <Value>(field: WorklistField, read: (cell: string) => Cell<Value>): Value | null => {
    const cell = text(field)
    if (cell === null) return null
    const result = read(cell)
    if ('value' in result) return result.value
    fail(field, result.error)
    return null
  }
  const needed = (field: WorklistField): string => {
    const before = errors.length
    const cell = text(field)
    if (cell === null && errors.length === before) fail(field, 'missing')
    return cell ?? ''
  }

  const identity = { payer: needed('payer'), claimRef: needed('claim'), payerClaimRef: text('payer_claim') ?? '' }
  if (identity.claimRef === '0') fail('claim', 'a claim reference of 0 identifies nothing')
  const amount = typed('amount', amountCell)
  if (amount === 0) fail('amount', 'the denied amount is 0')
  const billed = typed('billed', amountCell)
  const paid = typed('paid', amountCell) ?? 0
  const codes = typed('carc', (cell) => carcCell(cell, categories))
  const entry: WorklistRowEntry = {
    kind: 'worklist_row',
    identity,
    denial:
      amount === null
        ? null
        : {
            ...identity,
            kind: paid > 0 ? 'partial' : 'full',
            category: codes?.category ?? OTHER_CATEGORY,
            groupCode: codes?.groupCode ?? null,
            carcs: codes?.carcs ?? [],
            rarcs: [],
            billedCents: billed ?? amount + paid,
            paidCents: paid,
            deniedCents: amount,
            balanced: true,
            ...noDetails,
            procedure: text('procedure'),
          },
    received: typed('received', dayCell),
    followUpDue: typed('follow_up', dayCell),
    appealDue: typed('appeal_due', dayCell),
    owner: text('owner'),
    ownerOn: typed('owner_on', dayCell),
    queue: text('queue'),
    serviceLine: text('service_line'),
    provider: text('provider'),
    location: text('location'),
    state: typed('state', stateCell),
    stateOn: typed('state_on', dayCell),
    recoveredCents: typed('recovered', amountCell),
    place,
    columns,
  }
  return errors.length > 0 ? { errors } : { entry }
}

async function* rowsOf(
  file: SpooledFile,
): AsyncGenerator<{ cells: readonly string[]; place: RowPlace }, void, undefined> {
  const progress = { line: 1 }
  const parser = parse({
    delimiter: await delimiterOf(file),
    info: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_LENGTH,
  })
  // Errors surface through the parser, which is read below.
  pipeline(Readable.from(decoded(file.bytes(), progress)), parser, () => {})
  let headers = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { records: number; empty_lines: number; lines: number }
    }>) {
      if (headers === 0) headers = record.length
      yield { cells: record, place: { row: info.records + info.empty_lines, line: info.lines } }
    }
  } catch (error) {
    if (error instanceof CsvError) throw csvRefusal(error, headers)
    throw error
  }
}

/** UTF-8 as text, without its byte order mark. */
async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  progress: { line: number },
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      throw refusal(
        { row: progress.line, line: progress.line },
        'the file is not UTF-8 from about here on; save it as "CSV UTF-8"',
      )
    }
  }
  for await (const chunk of bytes) {
    const text = decode(chunk)
    progress.line += text.split('\n').length - 1
    yield text
  }
  yield decode()
}

/** The most frequent separator of the header row; a comma without any. */
async function delimiterOf(file: SpooledFile): Promise<string> {
  const [header = ''] = (await file.head(HEAD_BYTES)).toString('latin1').split(/\r?\n/, 1)
  const counts = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}

/** The parser's own messages quote the file. @param headers columns of the header row */
function csvRefusal(error: CsvError, headers: number): WorklistRefused {
  const row = numberOf(error, 'records') + numberOf(error, 'empty_lines') + 1
  const at = { row, line: Math.max(row, numberOf(error, 'lines')) }
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return refusal(at, `the row has ${countOf(error, 'record')} columns; the header has ${headers}`)
    case 'CSV_QUOTE_NOT_CLOSED':
      return refusal(at, 'a quote is not closed')
    case 'CSV_MAX_RECORD_SIZE':
      return refusal(at, `the row is longer than ${MAX_ROW_LENGTH} characters: check for a quote that is not closed`)
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return refusal(at, 'a quote is inside an unquoted cell; quote the cell and double the quote')
    default:
      return refusal(at, 'this is not CSV')
  }
}

const detailOf = (error: CsvError, name: string): unknown => Object.entries(error).find(([key]) => key === name)?.[1]

function numberOf(error: CsvError, name: string): number {
  const value = detailOf(error, name)
  return typeof value === 'number' ? value : 0
}

function countOf(error: CsvError, name: string): number {
  const value = detailOf(error, name)
  return Array.isArray(value) ? value.length : 0
}

function refusal(place: RowPlace, detail: string): WorklistRefused {
  return new WorklistRefused([{ ...place, column: null, detail }])
}
