import type { RowError } from '../../../shared/contract/denials.ts'

/** Limit of row errors for one worklist. */
export const MAX_ROW_ERRORS = 20

/** A worklist of which nothing is imported. Its message quotes no cell. */
export class WorklistRefused extends Error {
  override readonly name = 'WorklistRefused'
  readonly rowErrors: readonly RowError[]
  constructor(rowErrors: readonly RowError[]) {
    const first = rowErrors.slice(0, MAX_ROW_ERRORS)
    super(first.map(textOf).join('; '))
    this.rowErrors = first
  }
}

function textOf({ row, line, column, detail }: RowError): string {
  return `row ${row}, line ${line}${column === null ? '' : `, column ${column}`}: ${detail}`
}
