/** Where a row stands. */
export interface Place {
  /** As a spreadsheet numbers it, the header being 1. */
  readonly row: number
  /** Line of the file, from 1; a quoted cell may go over several. */
  readonly line: number
}

/** One fault of a worklist. */
export interface WorklistFault extends Place {
  /** Header of the column, as the worklist or its mapping names it; null: the whole row. */
  readonly column: string | null
  readonly detail: string
}

/** Most faults that are told of one worklist. */
export const MAX_FAULTS = 20

/** A worklist of which nothing is imported. Its message holds no cell's value. */
export class WorklistRefused extends Error {
  override readonly name = 'WorklistRefused'
  readonly faults: readonly WorklistFault[]
  constructor(faults: readonly WorklistFault[]) {
    const told = faults.slice(0, MAX_FAULTS)
    super(told.map(wordsOf).join('; '))
    this.faults = told
  }
}

function wordsOf({ row, line, column, detail }: WorklistFault): string {
  return `row ${row}, line ${line}${column === null ? '' : `, column ${column}`}: ${detail}`
}
