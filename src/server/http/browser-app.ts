import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendProblem } from './errors.ts'
import { problem } from '../errors/problem.ts'

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>TouchLedger</title>
<p>The endpoint is running. The team panel is not built yet: run <code>npm run build</code>, then reload.
</html>
`

/**
 * The built React app, with its page for the app's own paths (`/team`, `/rules`), on the endpoint's address.
 * @param folder of the build; it may appear later.
 */
export async function serveBrowserApp(app: FastifyInstance, folder: string): Promise<void> {
  // Only for `reply.sendFile`, which is given the folder each time: this root need only exist.
  await app.register(fastifyStatic, { root: import.meta.dirname, serve: false, cacheControl: false })
  const index = join(folder, 'index.html')

  app.setNotFoundHandler((request, reply) => {
    if (!isPage(request)) {
      reply.header('cache-control', 'no-store')
      return sendProblem(reply, problem(404, 'not_found', 'There is nothing at this address.'))
    }
    if (!existsSync(index)) return reply.type('text/html; charset=utf-8').send(notBuilt)
    return reply.header('cache-control', 'no-cache').sendFile('index.html', folder)
  })

  app.get<{ Params: { file: string } }>('/:file', { schema: { hide: true } }, async (request, reply) =>
    isPage(request)
      ? reply.callNotFound()
      : reply.header('cache-control', 'no-cache').sendFile(request.params.file, folder),
  )
  app.get<{ Params: { '*': string } }>('/assets/*', { schema: { hide: true } }, async (request, reply) =>
    // Their names carry a hash of their content. Only a file that is there is kept: an answer during an update must not be.
    reply.sendFile(request.params['*'], join(folder, 'assets'), {
      cacheControl: true,
      maxAge: '365d',
      immutable: true,
    }),
  )
}

/** A path with an extension is a file: one that is missing must not answer with a page. */
function isPage(request: FastifyRequest): boolean {
  const path = (request.raw.url ?? '/').split('?')[0] ?? '/'
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return reads && !path.startsWith('/v1/') && !/\.[a-z0-9]+$/i.test(path)
}
