import { worklistMappingSchema, type WorklistMapping } from '../../shared/contract/denials.ts'
import { RemittanceRefused } from '../../shared/denials/index.ts'
import { cancelled } from '../denials/spool.ts'
import { WorklistRefused } from '../denials/worklist/refused.ts'
import { issueErrors } from '../errors/issues.ts'
import { problem } from '../errors/problem.ts'

/** A file's name without the folders before it. */
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1)?.trim().slice(0, 200) ?? ''

/** @throws HttpProblem 415 for what is no file we know. */
export function formatOf(contentType: string | undefined, name: string): '835' | 'worklist' {
  switch (contentType?.split(';')[0]?.trim().toLowerCase()) {
    case 'application/edi-x12':
      return '835'
    case 'text/csv':
      return 'worklist'
    case 'application/octet-stream':
      return /\.(csv|tsv)$/i.test(name) ? 'worklist' : '835'
    default:
      throw problem(
        415,
        'unsupported_media_type',
        'A file comes as application/edi-x12, text/csv or application/octet-stream.',
      )
  }
}

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
