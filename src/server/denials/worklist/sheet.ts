import type { RowPlace } from '../../../shared/contract/denials.ts'

/** A row of a worklist as a spreadsheet shows it; cells are texts. */
export interface SheetRow {
  readonly cells: readonly string[]
  readonly place: RowPlace
}

/** The rows of a worklist, from a text file or a workbook. */
export interface Sheet {
  /** Between the cells of a text file; null: a workbook. */
  readonly separator: string | null
  /** The rows from the first; blank ones may be missing. */
  rows(): AsyncIterable<SheetRow>
}
