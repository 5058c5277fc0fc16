import { CsvError, parse } from 'csv-parse/sync'
import { MAX_LISTED_PEOPLE, type PersonLine } from '../../shared/contract/people-list.ts'
import { cellsOf, missingColumns, peopleColumns } from '../../shared/people-list/index.ts'
import { problem } from '../errors/problem.ts'

const separators = [',', ';', '\t', '|'] as const

/**
 * The people of a CSV file with a header row, by RFC 4180; a semicolon, a tab or a pipe separates as well.
 * @throws HttpProblem 422 `bad_list`
 */
export function readPeopleCsv(text: string): readonly PersonLine[] {
  const list = text.replace(/^\uFEFF/, '').replace(/^sep=.\r?\n/i, '')
  const [head, ...rows] = rowsOf(list, separatorOf(list))
  if (!head) throw badList('The file is empty.')
  const columns = peopleColumns(head.cells)
  const missing = missingColumns(columns)
  if (missing !== null) {
    throw badList(
      `The first row has to name the columns. Missing: ${missing}. Write "name", "email" and "team" above the people.`,
    )
  }
  if (rows.length === 0) throw badList('The file has a header row and no people.')
  if (rows.length > MAX_LISTED_PEOPLE) {
    throw badList(`The file has ${rows.length} people; at most ${MAX_LISTED_PEOPLE} are taken. Split it.`)
  }
  return rows.map(({ cells, line }) => ({ line, ...cellsOf(columns, cells) }))
}

/** The separator with which the first row has the most known headers. */
function separatorOf(list: string): string {
  const [first = ''] = list.split(/\r\n|\n|\r/, 1)
  const known = (separator: string) =>
    Object.keys(peopleColumns(first.split(separator).map((cell) => cell.replaceAll('"', '')))).length
  return separators.reduce((best, next) => (known(next) > known(best) ? next : best))
}

function rowsOf(list: string, separator: string) {
  try {
    const records = parse(list, {
      delimiter: separator,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]
    return records.map(({ record, info }) => ({ cells: record, line: info.lines }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line: unknown = Object.entries(error).find(([key]) => key === 'lines')?.[1]
    throw badList(
      `This is no CSV${typeof line === 'number' ? `: look at line ${line}` : ''}. Save the list as CSV, with a quote at both ends of a cell or at none.`,
    )
  }
}

const badList = (detail: string) => problem(422, 'bad_list', detail)
