import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './errors.ts'
import { problem } from './problem.ts'

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>TouchLedger</title>
<p>The endpoint is running. The team panel is not built yet: run <code>npm run build</code>, then reload.
</html>
`

/**
 * The built React app with its `index.html` for the app's own paths, on the endpoint's address.
 * @param folder of the build; it may appear later.
 */
export async function serveBrowserApp(app: FastifyInstance, folder: string): Promise<void> {
  const index = join(folder, 'index.html')
  // Only decorates the reply; each file is looked for when it is asked for, so that a build made later is served.
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false })
  app.setNotFoundHandler((request, reply) => {
    const path = (request.raw.url ?? '/').split('?')[0] ?? '/'
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/v1/')
    if (!isPage) return sendProblem(reply, problem(404, 'not_found', 'There is nothing at this address.'))
    return sendIndex()

    function sendIndex() {
      // Paths with an extension are files; one that is missing must not answer with a page.
      if (/\.[a-z0-9]+$/i.test(path)) return sendProblem(reply, problem(404, 'not_found', 'There is nothing at this address.'))
      if (!existsSync(index)) return reply.type('text/html; charset=utf-8').send(notBuilt)
      return reply.header('cache-control', 'no-cache').sendFile('index.html')
    }
  })
  app.get('/assets/*', { schema: { hide: true } }, async (request, reply) => {
    const { '*': file } = request.params as { '*': string }
    // Their names carry a hash of their content.
    return reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(`assets/${file}`)
  })
}
