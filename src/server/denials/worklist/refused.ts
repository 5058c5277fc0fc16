import type { RowError, RowPlace } from '../../../shared/contract/denials.ts'

/** How many row errors the text of a refusal lists. */
export const LISTED_ROW_ERRORS = 20

/** A worklist of which nothing is imported. Its message quotes no cell. */
export class WorklistRefused extends Error {
  override readonly name = 'WorklistRefused'
  readonly rowErrors: readonly RowError[]
  constructor(rowErrors: readonly RowError[]) {
    super(rowErrors.slice(0, LISTED_ROW_ERRORS).map(describeRowError).join('; '))
    this.rowErrors = rowErrors
  }
}

/** `row 3, line 3, column Paid: not an amount such as 1234.50` */
export function describeRowError({ row, line, column, detail }: RowError): string {
  return `row ${row}, line ${line}${column === null ? '' : `, column ${column}`}: ${detail}`
}

/** A worklist that cannot be read from a row on. */
export function rowRefused(place: RowPlace, detail: string): WorklistRefused {
  return new WorklistRefused([{ ...place, column: null, detail }])
}

/** A file that is no worklist. */
export function fileRefused(detail: string): WorklistRefused {
  return rowRefused({ row: 1, line: 1 }, detail)
}
