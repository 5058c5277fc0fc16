import type { WorklistColumns } from './columns.ts'

/** The header row is one of these; rows above it are a title. */
export const HEADER_ROWS = 30

const TOTAL = /^(?:(?:grand|sub|report|overall)[ -]?)?totals?\b\s*:?\s*$/i
const TOTAL_OF = /\btotals?\s*:?$|^(?:sub|grand )?total(?:s| for| of)?\b/i
const FOOTER =
  /^(?:(?:row|record|claim|line)? ?count\b|#? ?of (?:rows|records|claims)\b|[\d,]+ (?:rows?|records?|claims?|accounts?|denials?|items?)\b|page \d|(?:end of|printed|exported|generated|created|prepared|run|report|as of|filters?|confidential|source)\b)/i

/** Whether a row has no text at all, such as `,,,`. */
export function isBlankRow(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.replaceAll('\0', '').trim() === '')
}

/**
 * Whether a row below the header is none of the list: a total, a count or another footer, a heading, or the header again. It names no claim or no payer.
 * @param cells trimmed
 */
export function isFooter(cells: readonly string[], headers: readonly string[], columns: WorklistColumns): boolean {
  const claim = textIn(cells, columns.claim?.index)
  const payer = textIn(cells, columns.payer?.index)
  if (TOTAL.test(claim) || TOTAL.test(payer)) return true
  if (cells.every((cell, index) => cell === (headers[index] ?? '').trim())) return true
  if (claim !== '' && payer !== '') return false
  const filled = cells.filter((cell) => cell !== '')
  const [first = ''] = filled
  if (TOTAL_OF.test(first) || FOOTER.test(first)) return true
  // A sentence, or the heading of a group.
  if (filled.length === 1 && headers.length > 2 && (/\s\S+\s/.test(first) || !/\d/.test(first))) return true
  // A total without a word: amounts alone.
  const amounts = new Set([columns.amount?.index, columns.billed?.index, columns.paid?.index, columns.recovered?.index])
  return claim === '' && payer === '' && cells.every((cell, index) => cell === '' || amounts.has(index))
}

function textIn(cells: readonly string[], index: number | undefined): string {
  return index === undefined ? '' : (cells[index] ?? '')
}
