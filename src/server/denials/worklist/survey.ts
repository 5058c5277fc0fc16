import type { RowPlace, WorklistMapping } from '../../../shared/contract/denials.ts'
import { decimalMarkOf, type DecimalMark } from './amounts.ts'
import { cellText } from './cells.ts'
import { recognizedFields, worklistColumns, type WorklistColumns } from './columns.ts'
import { HEADER_ROWS, isBlankRow, isFooter } from './frame.ts'
import { claimKey } from './lines.ts'
import { rowRefused } from './refused.ts'
import type { Sheet, SheetRow } from './sheet.ts'

/** What has to be known of a whole worklist before its first row is read. */
export interface Survey {
  readonly columns: WorklistColumns
  readonly headers: readonly string[]
  /** Of the header row. */
  readonly place: RowPlace
  /** Of the header row; nothing else was surveyed then. */
  readonly errors: readonly string[]
  readonly decimals: DecimalMark
  /** The key of a row's claim within the file. @param cells as `cellText` reads them */
  keyOf(cells: readonly string[]): string
  /** How many rows each claim has, by key. */
  readonly rowsOfClaim: ReadonlyMap<string, number>
}

const amountFields = ['amount', 'billed', 'paid', 'recovered'] as const

/** Finds the header row below a title, the claims with several rows, and whether commas separate the cents. */
export async function surveyOf(sheet: Sheet, mapping: WorklistMapping): Promise<Survey> {
  const header = await headerOf(sheet, mapping)
  if (header === null) throw rowRefused({ row: 1, line: 1 }, 'the worklist is empty: it has no header row')
  const { columns, errors } = worklistColumns(header.cells, mapping)
  const headers = header.cells.slice(0, header.cells.findLastIndex((cell) => cell.trim() !== '') + 1)
  const textAt = (cells: readonly string[], index: number | undefined) =>
    index === undefined ? '' : (cells[index] ?? '')
  const keyOf = (cells: readonly string[]) =>
    claimKey({ claimRef: textAt(cells, columns.claim?.index), payer: textAt(cells, columns.payer?.index) })
  const rowsOfClaim = new Map<string, number>()
  const marks = new Set<DecimalMark>()
  const found = { columns, headers, place: header.place, keyOf, rowsOfClaim }
  if (errors.length > 0) {
    return { ...found, errors, decimals: 'point' }
  }
  for await (const { cells, place } of sheet.rows()) {
    if (place.row <= header.place.row || isBlankRow(cells)) continue
    const texts = cells.map(cellText)
    if (isFooter(texts, headers, columns)) continue
    const key = keyOf(texts)
    rowsOfClaim.set(key, (rowsOfClaim.get(key) ?? 0) + 1)
    for (const field of amountFields) {
      const mark = decimalMarkOf(textAt(texts, columns[field]?.index))
      if (mark !== null) marks.add(mark)
    }
  }
  return { ...found, errors: [], decimals: decimalsOf(sheet.separator, marks) }
}

/** A comma between cells is none before cents. Semicolons are common where commas are, so without a sign the mark is unknown there. */
function decimalsOf(separator: string | null, marks: ReadonlySet<DecimalMark>): DecimalMark {
  if (separator === null || separator === ',' || marks.has('point')) return 'point'
  if (marks.has('comma')) return 'comma'
  return separator === ';' ? 'unknown' : 'point'
}

/** The first complete header row, else the row that names the most fields. */
async function headerOf(sheet: Sheet, mapping: WorklistMapping): Promise<SheetRow | null> {
  let best: SheetRow | null = null
  let fields = -1
  for await (const row of sheet.rows()) {
    if (row.place.row > HEADER_ROWS) break
    if (isBlankRow(row.cells)) continue
    if (worklistColumns(row.cells, mapping).errors.length === 0) return row
    const named = recognizedFields(row.cells, mapping)
    if (named > fields) [best, fields] = [row, named]
  }
  return best
}
