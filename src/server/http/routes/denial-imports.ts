import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ImportedFile, ImportPreview, WorklistMapping } from '../../../shared/contract/denials.ts'
import { importFile } from '../../denials/import-file.ts'
import { ImportJobs } from '../../denials/import-jobs.ts'
import type { RunningJob } from '../../denials/import-jobs.ts'
import { listImports } from '../../denials/import-rows.ts'
import { readMapping } from '../../denials/mappings-store.ts'
import { previewFile } from '../../denials/preview-file.ts'
import { MAX_IMPORT_BYTES, spool } from '../../denials/spool.ts'
import { authorOf, principalOf } from '../authenticate.ts'
import * as answers from '../denial-answers.ts'
import { baseName, formatOf, importProblem, parseMapping } from '../import-request.ts'
import { importsQuery } from '../parameters.ts'
import { problem } from '../../errors/problem.ts'
import type { App, RouteContext } from './context.ts'

const DEFAULT_LIMIT = 200

const jobId = z.string().regex(/^[\w-]{1,64}$/, 'letters, digits, - and _, at most 64')
const jobParameters = z.strictObject({ id: jobId })
const importQuery = z.strictObject({
  /** File name; folders before it are left out. */
  name: z.string().max(500).optional(),
  /** Of a worklist: JSON, field to column header. */
  map: z.string().max(8000).optional(),
  /** Of a worklist: the name of a mapping that is kept. */
  mapping: z.string().trim().min(1).max(100).optional(),
  /** Only says what importing the file would come to. */
  preview: z.literal('1').optional(),
  /** Under which its progress can be asked for. */
  job: jobId.optional(),
})

/** Files of denials: importing, what that would come to, how far it is, what was brought in. */
export async function denialImportRoutes(app: App, context: RouteContext): Promise<void> {
  const { database, tenantId, authenticate } = context
  const jobs = new ImportJobs()
  const security = [{ bearer: [] }]
  const admin = authenticate.person('admin')

  app.get(
    '/v1/imports',
    {
      schema: {
        summary: 'What was brought in, newest first',
        querystring: importsQuery,
        response: { 200: answers.imports },
        security,
      },
      preValidation: [authenticate.person('admin', 'supervisor')],
    },
    async ({ query: { limit, cursor } }) =>
      listImports(database, tenantId, { limit: limit ?? DEFAULT_LIMIT, cursor: cursor === '' ? undefined : cursor }),
  )

  const starterOrAdmin = async (request: FastifyRequest) => {
    const { data } = jobParameters.safeParse(request.params)
    if (!data || !jobs.isStartedBy(data.id, request.headers.authorization)) await admin(request)
  }
  app.get(
    '/v1/import-jobs/:id',
    {
      schema: {
        summary: 'How far an import is that was started with ?job=ID',
        params: jobParameters,
        response: { 200: answers.importJob },
        security,
      },
      preValidation: [starterOrAdmin],
    },
    async ({ params }) => jobs.find(params.id),
  )
  app.delete(
    '/v1/import-jobs/:id',
    {
      schema: {
        summary: 'Cancels an import whole; answers when nothing of it is left, or that it was over before',
        params: jobParameters,
        response: { 200: answers.importJob },
        security,
      },
      preValidation: [starterOrAdmin],
    },
    async ({ params }) => jobs.cancel(params.id),
  )

  // A scope of its own: only here is a body a file that is read piece by piece.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
    importRoute(scope, context, jobs)
  })
}

function importRoute(app: App, { database, tenantId, authenticate, now }: RouteContext, jobs: ImportJobs): void {
  app.post(
    '/v1/denials/import',
    {
      schema: {
        summary: 'Imports an 835 file or a CSV worklist, whole or not at all; the same file again changes nothing',
        description:
          'The body is the file (application/edi-x12, text/csv, or application/octet-stream, judged by its name), gzip accepted. ' +
          'A file that cannot be trusted is answered 422 `refused`, with segment and line, or row and column. ' +
          'With preview=1 nothing is changed, and a file that would be refused is answered 200 with its faults.',
        querystring: importQuery,
        response: { 200: z.union([answers.importPreview, answers.importedFile]) },
        security: [{ bearer: [] }],
      },
      preValidation: [authenticate.person('admin')],
    },
    async (request, reply) => {
      const { query, body } = request
      const name = baseName(query.name ?? '') || 'upload'
      const format = formatOf(request.headers['content-type'], name)
      const mapping = await mappingOf(query)
      if (!(body instanceof Readable)) throw problem(400, 'no_body', 'The file is expected as the body.')
      const job = startJob(jobs, query.job, name, request.headers.authorization ?? '', now())
      const onClose = () => {
        if (!reply.raw.writableEnded) job.abort()
      }
      reply.raw.once('close', onClose)
      try {
        const { signal } = job
        const file = await spool(body, request.headers['content-encoding'], MAX_IMPORT_BYTES, {
          signal,
          onBytes: (bytes) => job.progress({ bytes }),
        })
        job.progress({ state: 'importing', bytes: 0, totalBytes: file.size })
        const asked = { tenantId, name, format, mapping, by: authorOf(principalOf(request)), now: now(), signal }
        const onProgress = (bytes: number, claims: number) => job.progress({ bytes, claims })
        try {
          const answer: ImportedFile | ImportPreview =
            query.preview === undefined
              ? await importFile(database, file, asked, { onProgress })
              : await previewFile(database, file, asked, onProgress)
          job.end(answer.status === 'refused' ? 'refused' : 'done')
          return answer
        } finally {
          await file.close()
        }
      } catch (error) {
        const { end, answer } = importProblem(error, job.signal)
        job.end(end)
        throw answer
      } finally {
        reply.raw.off('close', onClose)
      }
    },
  )

  /** @throws HttpProblem 400 `bad_parameter`, 404 `unknown_mapping`. */
  async function mappingOf({ map, mapping }: z.infer<typeof importQuery>): Promise<WorklistMapping> {
    if (mapping === undefined) return parseMapping(map)
    if (map !== undefined) throw problem(400, 'bad_parameter', 'Either map or mapping says what the columns are.')
    return (await readMapping(database, tenantId, mapping)).mapping
  }
}

/** Without an id nobody can ask for it, but it is cancelled all the same when its sender goes away. */
function startJob(
  jobs: ImportJobs,
  id: string | undefined,
  name: string,
  authorization: string,
  now: number,
): RunningJob {
  if (id !== undefined) return jobs.start(id, name, authorization, now)
  const gone = new AbortController()
  return { signal: gone.signal, progress: () => {}, abort: () => gone.abort(), end: () => {} }
}
