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
  return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

function csvCell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const harmless = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** A file name from a title: letters, digits and hyphens. */
export function csvName(title: string): string {
  const plain = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80)
  return `${plain || 'table'}.csv`
}
