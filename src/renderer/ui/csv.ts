export { csvText, type CsvTable, type CsvValue } from '../../shared/format/csv.ts'

/** A file name from a title: letters, digits and hyphens. */
export function csvName(title: string): string {
  const plain = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80)
  return `${plain || 'table'}.csv`
}
