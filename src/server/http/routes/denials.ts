import { Readable } from 'node:stream'
import { z } from 'zod'
import { denialChangeSchema, worklistMappingSchema } from '../../../shared/contract/denials.ts'
import type { WorklistMapping } from '../../../shared/contract/denials.ts'
import { RemittanceRefused } from '../../../shared/denials/index.ts'
import { changeDenial } from '../../denials/change-denial.ts'
import { listDenials, readDenial, unknownDenial } from '../../denials/denial-rows.ts'
import { importFile } from '../../denials/import-file.ts'
import { cancelled, MAX_IMPORT_BYTES, spool } from '../../denials/spool.ts'
import { WorklistRefused } from '../../denials/worklist/refused.ts'
import { authorOf, principalOf } from '../authenticate.ts'
import { readJson } from '../body.ts'
import * as answers from '../denial-answers.ts'
import { issueErrors } from '../issues.ts'
import { denialsQuery } from '../parameters.ts'
import { problem } from '../problem.ts'
import { claimCountRoutes } from './claim-counts.ts'
import type { App, RouteContext } from './context.ts'

const DEFAULT_LIMIT = 200

const idParameters = z.strictObject({ id: z.string().max(30) })
const importQuery = z.strictObject({
  /** File name; folders before it are left out. */
  name: z.string().max(500).optional(),
  /** Of a worklist: JSON, field to column header. */
  map: z.string().max(8000).optional(),
})

/** Denials: how they come in, what is known of them, what people change. */
export async function denialRoutes(app: App, context: RouteContext): Promise<void> {
  const { database, tenantId, authenticate, now } = context
  const security = [{ bearer: [] }]

  app.get(
    '/v1/denials',
    {
      schema: {
        summary: 'Denials in order of receipt',
        querystring: denialsQuery,
        response: { 200: answers.denials },
        security,
      },
      preValidation: [authenticate.person('admin', 'supervisor')],
    },
    async ({ query: { limit, cursor, state: states, from, to, kind, payer, category, owner, queue, claimRef } }) =>
      listDenials(
        database,
        tenantId,
        { from, to, states, kind, payer, category, owner, queue, claimRef },
        { limit: limit ?? DEFAULT_LIMIT, cursor: cursor === '' ? undefined : cursor },
      ),
  )

  app.get(
    '/v1/denials/:id',
    {
      schema: {
        summary: 'A denial, what happened to it, and the work on its claim',
        params: idParameters,
        response: { 200: answers.denial },
        security,
      },
      preValidation: [authenticate.person('admin', 'supervisor')],
    },
    async ({ params }) => readDenial(database, tenantId, denialNo(params.id)),
  )

  app.patch(
    '/v1/denials/:id',
    {
      schema: {
        summary: 'Changes state, owner, queue or due dates; what is left out stays',
        params: idParameters,
        body: denialChangeSchema,
        response: { 200: answers.denial },
        security,
      },
      preValidation: [authenticate.person('admin', 'supervisor'), readJson],
    },
    async (request) =>
      changeDenial(database, { tenantId, denialNo: denialNo(request.params.id) }, request.body, {
        by: authorOf(principalOf(request)),
        now: now(),
      }),
  )

  claimCountRoutes(app, context)

  // A scope of its own: only here is a body a file that is read piece by piece.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
    importRoute(scope, context)
  })
}

function importRoute(app: App, { database, tenantId, authenticate, now }: RouteContext): void {
  app.post(
    '/v1/denials/import',
    {
      schema: {
        summary: 'Imports an 835 file or a CSV worklist, whole or not at all; the same file again changes nothing',
        description:
          'The body is the file (application/edi-x12, text/csv, or application/octet-stream, judged by its name), gzip accepted. ' +
          'A file that cannot be trusted is answered 422 `refused`, with segment and line, or row and column.',
        querystring: importQuery,
        response: { 200: answers.importedFile },
        security: [{ bearer: [] }],
      },
      preValidation: [authenticate.person('admin')],
    },
    async (request, reply) => {
      const name = baseName(request.query.name ?? '')
      const format = formatOf(request.headers['content-type'], name)
      const mapping = readMapping(request.query.map)
      if (!(request.body instanceof Readable)) throw problem(400, 'no_body', 'The file is expected as the body.')
      const gone = new AbortController()
      const onClose = () => {
        if (!reply.raw.writableEnded) gone.abort()
      }
      reply.raw.once('close', onClose)
      const file = await spool(request.body, request.headers['content-encoding'], MAX_IMPORT_BYTES)
      try {
        return await importFile(database, file, {
          tenantId,
          name: name === '' ? 'upload' : name,
          format,
          mapping,
          by: authorOf(principalOf(request)),
          now: now(),
          signal: gone.signal,
        })
      } catch (error) {
        throw asProblem(error, gone.signal)
      } finally {
        reply.raw.off('close', onClose)
        await file.close()
      }
    },
  )
}

/** @throws HttpProblem 415 for what is no file we know. */
function formatOf(contentType: string | undefined, name: string): '835' | 'worklist' {
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
function readMapping(text: string | undefined): WorklistMapping {
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

function asProblem(error: unknown, gone: AbortSignal): unknown {
  if (error instanceof RemittanceRefused) return problem(422, 'refused', error.message)
  if (error instanceof WorklistRefused) {
    return problem(422, 'refused', error.message, {
      errors: error.faults.map(({ row, column, detail }) => ({
        pointer: `/${row}${column === null ? '' : `/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`}`,
        detail,
      })),
    })
  }
  // Nobody is there to read it; it keeps the log from calling this an error of the program.
  return gone.aborted ? cancelled() : error
}

const baseName = (path: string) => path.split(/[\\/]/).at(-1)?.trim().slice(0, 200) ?? ''

function denialNo(id: string): number {
  if (!/^[1-9]\d{0,14}$/.test(id)) throw unknownDenial()
  return Number(id)
}
