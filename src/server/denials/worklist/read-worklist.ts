import { comparableReference } from '../../../shared/classify/index.ts'
import type { RowError, RowPlace, WorklistField, WorklistMapping } from '../../../shared/contract/denials.ts'
import type { CalendarDay, DenialCategories } from '../../../shared/denials/index.ts'
import type { ImportTally, WorklistClaimEntry, WorklistLine } from '../entries.ts'
import type { SpooledFile } from '../spool.ts'
import { amountCell } from './amounts.ts'
import { cellText, referenceCell, type Cell } from './cells.ts'
import { codesCell } from './codes.ts'
import type { WorklistColumns } from './columns.ts'
import { dayCell, dayRangeError } from './dates.ts'
import { isBlankRow, isFooter } from './frame.ts'
import { byPayerClaim, identityOf, lineError, withoutRepetitions } from './lines.ts'
import { WorklistRefused } from './refused.ts'
import { openSheet } from './open-sheet.ts'
import { appealLevelOf, stateCell } from './states.ts'
import { surveyOf, type Survey } from './survey.ts'

const MAX_CELL_LENGTH = 200

/** Observes the rows of a worklist, for a preview. */
export interface WorklistObserver {
  header(columns: WorklistColumns, headers: readonly string[]): void
  row(line: WorklistLine): void
}

/** How to read a worklist. */
export interface WorklistReading {
  readonly mapping: WorklistMapping
  readonly categories: DenialCategories
  /** The import's day. */
  readonly today: CalendarDay
}

/**
 * The claims of a worklist, each with its rows when its last row is read: text with commas, semicolons, tabs or pipes, or a workbook. Rows
 * at fault go to the tally and are in no claim.
 * @throws WorklistRefused when the file cannot be read or its header row is incomplete
 */
export async function* worklistEntries(
  file: SpooledFile,
  reading: WorklistReading,
  tally: ImportTally,
  observer?: WorklistObserver,
): AsyncGenerator<WorklistClaimEntry, void, undefined> {
  const sheet = await openSheet(file, reading.mapping)
  const survey = await surveyOf(sheet, reading.mapping)
  observer?.header(survey.columns, survey.headers)
  if (survey.errors.length > 0) {
    throw new WorklistRefused(survey.errors.map((detail) => ({ ...survey.place, column: null, detail })))
  }
  const rowsLeft = new Map(survey.rowsOfClaim)
  const lines = new Map<string, WorklistLine[]>()
  for await (const { cells, place } of sheet.rows()) {
    if (place.row <= survey.place.row || isBlankRow(cells)) continue
    const texts = cells.map(cellText)
    if (isFooter(texts, survey.headers, survey.columns)) {
      tally.note({ ...place, kind: 'footer', claimRef: null })
      continue
    }
    const key = survey.keyOf(texts)
    const read = readRow(texts, place, survey, reading)
    if ('line' in read) {
      observer?.row(read.line)
      const known = lines.get(key)
      if (known) known.push(read.line)
      else lines.set(key, [read.line])
    } else tally.fault(read.errors)
    const left = (rowsLeft.get(key) ?? 1) - 1
    rowsLeft.set(key, left)
    if (left > 0) continue
    rowsLeft.delete(key)
    yield* claimsOf(lines.get(key) ?? [], tally)
    lines.delete(key)
  }
}

function claimsOf(all: readonly WorklistLine[], tally: ImportTally): WorklistClaimEntry[] {
  const { lines, repeated } = withoutRepetitions(all)
  tally.counts.claims += repeated.length
  for (const { place, identity } of repeated) {
    tally.note({ ...place, kind: 'repeated_row', claimRef: identity.claimRef })
  }
  if (lines.length === 0) return []
  return byPayerClaim(lines).map((group) => ({
    kind: 'worklist_claim',
    identity: identityOf(group),
    payerToldBy: null,
    lines: group,
  }))
}

/** @param cells as `cellText` reads them */
function readRow(
  cells: readonly string[],
  place: RowPlace,
  { columns, headers, decimals }: Survey,
  { categories, today }: WorklistReading,
): { readonly line: WorklistLine } | { readonly errors: readonly RowError[] } {
  const errors: RowError[] = []
  const fail = (field: WorklistField | null, detail: string) =>
    void errors.push(lineError({ place, columns }, field, detail))
  const text = (field: WorklistField): string | null => {
    const column = columns[field]
    const cell = column === undefined ? '' : (cells[column.index] ?? '')
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
  const needed = (field: WorklistField, read: (cell: string) => Cell<string>): string => {
    const before = errors.length
    const cell = typed(field, read)
    if (cell === null && errors.length === before) fail(field, 'missing')
    return cell ?? ''
  }
  const day = (field: WorklistField, isPast: boolean) => {
    const value = typed(field, dayCell)
    const error = value === null ? null : isPast && value > today ? 'after today' : dayRangeError(value, today)
    if (error !== null) fail(field, error)
    return value
  }
  const amount = (field: WorklistField) => typed(field, (cell) => amountCell(cell, decimals))

  if (cells.slice(headers.length).some((cell) => cell !== '')) {
    const used = cells.findLastIndex((cell) => cell !== '') + 1
    fail(
      null,
      `the row has ${used} columns; the header has ${headers.length}; quote a cell that contains the separator`,
    )
  }
  const payer = needed('payer', (cell) => ({ value: cell }))
  const claimRef = needed('claim', referenceCell)
  const identity = { payer, claimRef, payerClaimRef: typed('payer_claim', referenceCell) ?? '' }
  if (claimRef !== '' && /^0*$/.test(comparableReference(claimRef)))
    fail('claim', 'this claim number identifies nothing')
  const line: WorklistLine = {
    place,
    columns,
    content: JSON.stringify(cells.slice(0, headers.length)),
    identity,
    deniedCents: amount('amount'),
    billedCents: amount('billed'),
    paidCents: amount('paid'),
    recoveredCents: amount('recovered'),
    codes: typed('carc', (cell) => codesCell(cell, categories)),
    procedure: text('procedure'),
    received: day('received', true),
    followUpDue: day('follow_up', false),
    appealDue: day('appeal_due', false),
    owner: text('owner'),
    ownerOn: day('owner_on', true),
    queue: text('queue'),
    serviceLine: text('service_line'),
    provider: text('provider'),
    location: text('location'),
    state: typed('state', stateCell),
    appealLevel: typed('state', (cell) => ({ value: appealLevelOf(cell) })),
    stateOn: day('state_on', true),
  }
  const fails = (field: WorklistField) => errors.some(({ column }) => column === columns[field]?.header)
  if (line.ownerOn !== null && line.owner === null && !fails('owner')) fail('owner_on', 'the row has no owner')
  if (line.stateOn !== null && line.state === null && !fails('state')) fail('state_on', 'the row has no status')
  return errors.length > 0 ? { errors } : { line }
}
