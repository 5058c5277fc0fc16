import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { ImportedFile, ImportPreview, WorklistMapping } from '../../../shared/contract/denials.ts'
import { importRoutes as routes } from '../../../shared/contract/routes/denials.ts'
import { importFile } from '../../denials/import-file.ts'
import { ImportJobs, type RunningJob } from '../../denials/import-jobs.ts'
import { listImports } from '../../denials/import-rows.ts'
import { readMapping } from '../../denials/mappings-store.ts'
import { previewFile } from '../../denials/preview-file.ts'
import { MAX_IMPORT_BYTES, spool } from '../../denials/spool.ts'
import { takeBackImport, tryTakingBack } from '../../denials/take-back.ts'
import { problem } from '../../errors/problem.ts'
import { pageOf } from '../filters.ts'
import { baseName, formatOf, importProblem, parseMapping } from '../import-request.ts'
import { credentialOf } from '../session-cookie.ts'
import { serving, type Call, type Serve } from '../serve.ts'
import type { App, RouteContext } from './context.ts'

/** Enough of a file to tell what it is. */
const HEAD_BYTES = 65_536

/** Files of denials: importing, what that would come to, its progress, what was imported. */
export async function importRoutes(app: App, serve: Serve, context: RouteContext): Promise<void> {
  const jobs = new ImportJobs()
  serve(routes.imports, ({ scope, params }) => listImports(scope, pageOf(params)))
  serve(routes.takeBackImport, async ({ tenant, params, acting }) => {
    if (params.preview !== undefined) return tryTakingBack(tenant.database, params.id)
    const answer = await takeBackImport(tenant.database, params.id, acting)
    tenant.signals.wake('dirty_claims', 'due_status', 'alerts')
    return answer
  })

  const admin = context.authenticate.person(routes.importJob.operationId)
  const starterOrAdmin = async (request: FastifyRequest) => {
    const { id } = request.params as { readonly id?: string }
    if (id === undefined || !jobs.isStartedBy(id, credentialOf(request))) await admin(request)
  }
  const authenticate = { authenticate: starterOrAdmin }
  serve(routes.importJob, async ({ params }) => jobs.find(params.id), authenticate)
  serve(routes.cancelImport, ({ params }) => jobs.cancel(params.id), authenticate)

  // An encapsulated context: only here is a body a file that is read piece by piece.
  await app.register(async (own) => {
    own.removeAllContentTypeParsers()
    own.addContentTypeParser('*', (_request, body, done) => done(null, body))
    serving(own, context)(routes.importFile, (call) => takeFile(call, jobs))
  })
}

async function takeFile(
  { params, request, reply, acting, tenant }: Call<typeof routes.importFile>,
  jobs: ImportJobs,
): Promise<ImportedFile | ImportPreview> {
  const name = baseName(params.name ?? '') || 'upload'
  const mapping = await mappingOf(tenant, params)
  const body = request.body
  if (!(body instanceof Readable)) throw problem(400, 'no_body', 'The file is expected as the body.')
  const job = startJob(jobs, params.job, name, credentialOf(request) ?? '', acting.now)
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
    const onProgress = (bytes: number, claims: number) => job.progress({ bytes, claims })
    try {
      const format = formatOf(request.headers['content-type'], name, await file.head(HEAD_BYTES))
      job.progress({ state: 'importing', bytes: 0, totalBytes: file.size })
      const [leaveOut, allowTest] = [params.leaveOutFaultyRows !== undefined, params.allowTest !== undefined]
      const sample = params.sample !== undefined
      const asked = { name, format, mapping, leaveOut, allowTest, sample, signal, ...acting }
      const preview = params.preview !== undefined
      const answer = preview
        ? await previewFile(tenant.database, file, asked, onProgress)
        : await importFile(tenant.database, file, asked, { onProgress })
      if (!preview) tenant.signals.wake('dirty_claims', 'due_status', 'alerts')
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
}

/** @throws HttpProblem 400 `bad_parameter`, 404 `unknown_mapping`. */
async function mappingOf(
  { database }: Call<typeof routes.importFile>['tenant'],
  { map, mapping }: Call<typeof routes.importFile>['params'],
): Promise<WorklistMapping> {
  if (mapping === undefined) return parseMapping(map)
  if (map !== undefined) throw problem(400, 'bad_parameter', 'Either map or mapping says what the columns are.')
  return (await readMapping(database, mapping)).mapping
}

/** Without an id nobody can ask for its progress, but it is canceled all the same when its sender goes away. */
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
