import { worklistMappingSchema, type WorklistMapping } from '../../shared/contract/denials.ts'
import { RemittanceRefused } from '../../shared/denials/index.ts'
import { cancelled } from '../denials/spool.ts'
import { isHeader } from '../denials/worklist/columns.ts'
import { HEADER_ROWS } from '../denials/worklist/frame.ts'
import { WorklistRefused } from '../denials/worklist/refused.ts'
import { issueErrors } from '../errors/issues.ts'
import { problem } from '../errors/problem.ts'

/** A file's name without the folders before it. */
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1)?.trim().slice(0, 200) ?? ''

/**
 * What a file is: by its content where that says it, else by the content type and its name. People send a list as an 835 and the other way round.
 * @param head its first bytes
 * @throws HttpProblem 415 for another content type
 */
export function formatOf(contentType: string | undefined, name: string, head: Uint8Array): '835' | 'worklist' {
  switch (contentType?.split(';')[0]?.trim().toLowerCase()) {
    case 'application/edi-x12':
      return hasListHeader(textOf(head)) ? 'worklist' : '835'
    case 'text/csv':
    case 'text/tab-separated-values':
    case 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet':
      return isX12(textOf(head)) ? '835' : 'worklist'
    case 'application/octet-stream':
      return isWorklist(name, head) ? 'worklist' : '835'
    default:
      throw problem(
        415,
        'unsupported_media_type',
        'A file comes as application/edi-x12, text/csv, an .xlsx workbook or application/octet-stream.',
      )
  }
}

function isWorklist(name: string, head: Uint8Array): boolean {
  const text = textOf(head)
  if (isX12(text)) return false
  if (text.startsWith('PK\u0003\u0004')) return /\[Content_Types\]\.xml|xl\/|_rels\//.test(text)
  if (/\.(?:csv|tsv|txt|tab|xlsx|xlsm|xls)$/i.test(name)) return true
  if (/\.(?:835|era|edi|x12)$/i.test(name)) return false
  return hasListHeader(text)
}

/** The beginning of a file as text, whatever its encoding. */
const textOf = (head: Uint8Array): string => Buffer.from(head).toString('latin1').replaceAll('\0', '')

const isX12 = (text: string): boolean => /^(?:\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)?\s*ISA[^a-z\s]/.test(text)

/** Whether one of the first rows heads a list, whatever its file is called. */
function hasListHeader(text: string): boolean {
  return text
    .split(/\r\n|\n|\r/, HEADER_ROWS)
    .some((line) => [',', ';', '\t', '|'].some((separator) => isHeader(line.split(separator).map(unquoted), {})))
}

const unquoted = (cell: string) => cell.trim().replace(/^"(.*)"$/, '$1')

/** @throws HttpProblem 400 `bad_parameter` */
export function parseMapping(text: string | undefined): WorklistMapping {
  if (text === undefined || text === '') return {}
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw badMapping([{ pointer: '/map', detail: 'not JSON' }])
  }
  const parsed = worklistMappingSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw badMapping(
    issueErrors(parsed.error.issues).map(({ pointer, detail }) => ({ pointer: `/map${pointer}`, detail })),
  )
}

function badMapping(errors: readonly { pointer: string; detail: string }[]) {
  return problem(400, 'bad_parameter', 'Not valid: map', { errors })
}

/** How an import ended that threw, and what its sender is told. */
export function importProblem(
  error: unknown,
  signal: AbortSignal,
): { readonly end: 'refused' | 'cancelled' | 'failed'; readonly answer: unknown } {
  if (error instanceof RemittanceRefused) return { end: 'refused', answer: problem(422, 'refused', error.message) }
  if (error instanceof WorklistRefused) {
    const errors = error.rowErrors.map(({ row, column, detail }) => ({
      pointer: `/${row}${column === null ? '' : `/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`}`,
      detail,
    }))
    return { end: 'refused', answer: problem(422, 'refused', error.message, { errors }) }
  }
  // Its sender may be gone; it keeps the log from calling this an error of the program.
  return signal.aborted ? { end: 'cancelled', answer: cancelled() } : { end: 'failed', answer: error }
}
