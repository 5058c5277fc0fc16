import { z } from 'zod'
import { problem } from '../../errors/problem.ts'
import type { App, RouteContext } from './context.ts'

/** What operators and programs ask about the endpoint itself. */
export function operationRoutes(app: App, { database, metrics }: RouteContext): void {
  const status = z.object({ status: z.string() })

  app.get('/healthz', { schema: { summary: 'The process answers', response: { 200: status } } }, async () => ({
    status: 'ok',
  }))

  app.get('/readyz', { schema: { summary: 'The store answers', response: { 200: status } } }, async () => {
    try {
      await database.query('select 1')
    } catch {
      throw problem(503, 'store_unavailable', 'The store does not answer.')
    }
    return { status: 'ready' }
  })

  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('content-type', metrics.registry.contentType).send(await metrics.registry.metrics()),
  )

  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('content-type', 'application/json').send(JSON.stringify(app.swagger())),
  )
}
