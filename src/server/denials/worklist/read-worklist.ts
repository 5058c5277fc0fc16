import { Readable, pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { WorklistField, WorklistMapping } from '../../../shared/contract/denials.ts'
import { OTHER_CATEGORY } from '../../../shared/denials/index.ts'
import type { DenialCategories } from '../../../shared/denials/index.ts'
import type { ImportTally, WorkEntry } from '../entries.ts'
import type { SpooledFile } from '../spool.ts'
import { amountCell, carcCell, dayCell, stateCell } from './cells.ts'
import type { Cell } from './cells.ts'
import { worklistColumns } from './columns.ts'
import type { WorklistColumns } from './columns.ts'
import { MAX_FAULTS, WorklistRefused } from './refused.ts'
import type { Place, WorklistFault } from './refused.ts'

const MAX_CELL = 200
/** Characters of a row: a quote that is never closed must not swallow the file. */
const MAX_ROW = 100_000
const HEAD_BYTES = 65_536

/** Sees what is read of a worklist, for somebody who wants to know before it is imported. */
export interface WorklistWitness {
  header(columns: WorklistColumns, headers: readonly string[]): void
  row(entry: WorkEntry): void
}

/**
 * The rows of a worklist (CSV by RFC 4180; semicolons or tabs are understood) as what they say of denials.
 * @throws WorklistRefused for a header row without what is needed, and at the end, or after 20 faults, for the rows that cannot be read.
 */
export async function* worklistEntries(
  file: SpooledFile,
  mapping: WorklistMapping,
  categories: DenialCategories,
  tally: ImportTally,
  witness?: WorklistWitness,
): AsyncGenerator<WorkEntry, void, undefined> {
  const faults: WorklistFault[] = []
  let columns: WorklistColumns | null = null
  for await (const { cells, place } of rowsOf(file)) {
    if (columns === null) {
      const header = worklistColumns(cells, mapping)
      witness?.header(header.columns, cells)
      if (header.faults.length > 0) {
        throw new WorklistRefused(
          header.faults.map((detail) => ({ ...place, column: null, detail: `columns ${detail}` })),
        )
      }
      columns = header.columns
      continue
    }
    tally.counts.claims += 1
    const read = readRow(cells, columns, place, categories)
    if ('entry' in read) {
      witness?.row(read.entry)
      if (faults.length === 0) yield read.entry
    } else faults.push(...read.faults)
    if (faults.length >= MAX_FAULTS) break
  }
  if (faults.length > 0) throw new WorklistRefused(faults)
  if (columns === null) throw refusal({ row: 1, line: 1 }, 'the worklist is empty: a header row is missing')
}

function readRow(
  cells: readonly string[],
  columns: WorklistColumns,
  place: Place,
  categories: DenialCategories,
): { entry: WorkEntry } | { faults: readonly WorklistFault[] } {
  const faults: WorklistFault[] = []
  const fail = (field: WorklistField, detail: string) =>
    faults.push({ ...place, column: columns[field]?.header ?? field, detail })
  const text = (field: WorklistField): string | null => {
    const column = columns[field]
    const cell = column === undefined ? '' : (cells[column.index] ?? '').trim()
    if (cell.length > MAX_CELL) fail(field, `longer than ${MAX_CELL} characters`)
    else if (cell.includes('\0')) fail(field, 'holds a NUL character')
    else if (cell !== '') return cell
    return null
  }
  const typed = <Value>(field: WorklistField, read: (cell: string) => Cell<Value>): Value | null => {
    const cell = text(field)
    if (cell === null) return null
    const result = read(cell)
    if ('value' in result) return result.value
    fail(field, result.fault)
    return null
  }
  const needed = (field: WorklistField): string => {
    const before = faults.length
    const cell = text(field)
    if (cell === null && faults.length === before) fail(field, 'missing')
    return cell ?? ''
  }

  const identity = { payer: needed('payer'), claimRef: needed('claim'), payerClaimRef: text('payer_claim') ?? '' }
  if (identity.claimRef === '0') fail('claim', 'a claim reference of 0 identifies nothing')
  const amount = typed('amount', amountCell)
  if (amount === 0) fail('amount', 'nothing is denied: the amount is 0')
  const billed = typed('billed', amountCell)
  const paid = typed('paid', amountCell) ?? 0
  const codes = typed('carc', (cell) => carcCell(cell, categories))
  const entry: WorkEntry = {
    kind: 'work',
    identity,
    denial:
      amount === null
        ? null
        : {
            ...identity,
            kind: paid > 0 ? 'partial' : 'full',
            category: codes?.category ?? OTHER_CATEGORY,
            group: codes?.group ?? null,
            carcs: codes?.carcs ?? [],
            rarcs: [],
            billedCents: billed ?? amount + paid,
            paidCents: paid,
            deniedCents: amount,
            balanced: true,
            plan: null,
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
  return faults.length > 0 ? { faults } : { entry }
}

async function* rowsOf(file: SpooledFile): AsyncGenerator<{ cells: readonly string[]; place: Place }, void, undefined> {
  const progress = { line: 1 }
  const parser = parse({
    delimiter: await delimiterOf(file),
    info: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW,
  })
  // Its errors come out of the parser, which is read below.
  pipeline(Readable.from(decoded(file.bytes(), progress)), parser, () => {})
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { records: number; empty_lines: number; lines: number }
    }>) {
      yield { cells: record, place: { row: info.records + info.empty_lines, line: info.lines } }
    }
  } catch (error) {
    if (error instanceof CsvError) throw csvRefusal(error)
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
        'from about here on the file is not UTF-8; save it as "CSV UTF-8"',
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

/** The separator the header row has most of; a comma when it has none. */
async function delimiterOf(file: SpooledFile): Promise<string> {
  const [header = ''] = (await file.head(HEAD_BYTES)).toString('latin1').split(/\r?\n/, 1)
  const counts = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}

/** In our words: the parser's own quote the file. */
function csvRefusal(error: CsvError): WorklistRefused {
  const row = numberOf(error, 'records') + numberOf(error, 'empty_lines') + 1
  const at = { row, line: Math.max(row, numberOf(error, 'lines')) }
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return refusal(at, 'the row has another number of cells than the header')
    case 'CSV_QUOTE_NOT_CLOSED':
      return refusal(at, 'a quote is not closed')
    case 'CSV_MAX_RECORD_SIZE':
      return refusal(at, `the row is longer than ${MAX_ROW} characters: is a quote not closed?`)
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return refusal(at, 'a quote stands inside a cell that is not quoted; double it inside quotes')
    default:
      return refusal(at, 'this is not CSV')
  }
}

function numberOf(error: CsvError, name: string): number {
  const value: unknown = Object.entries(error).find(([key]) => key === name)?.[1]
  return typeof value === 'number' ? value : 0
}

function refusal(place: Place, detail: string): WorklistRefused {
  return new WorklistRefused([{ ...place, column: null, detail }])
}
