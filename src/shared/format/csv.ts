export type CsvValue = string | number | null

/** A table for export. Numbers stay numbers, in the unit that the header names. */
export interface CsvTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly CsvValue[])[]
}

/** Text that a spreadsheet would run as a formula (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r]/

/** RFC 4180: CRLF, quotes doubled. Null is an empty cell. A text that begins like a formula gets an apostrophe in front. */
export function csvText({ header, rows }: CsvTable): string {
  return csvRows([header, ...rows])
}

/** The same without a header, for a file that is made piece by piece. */
export const csvRows = (rows: CsvTable['rows']): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')

function csvCell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const harmless = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
