import { z } from 'zod'
import { sql } from '../../database/sql.ts'
import { problem, storeUnavailable } from '../../errors/problem.ts'
import type { Scrape } from '../../monitoring/scrape.ts'
import { mayReadMetrics } from '../metrics-access.ts'
import { securityTxt } from '../security-txt.ts'
import type { App, RouteContext } from './context.ts'

export interface OperationOptions {
  /** Null: `/metrics` is on a port of its own, or nowhere. */
  readonly metricsToken: string | null
  readonly scrape: Scrape
  /** Null: there is no security.txt. */
  readonly securityContact: string | null
}

/** What operators and programs ask about the endpoint itself. */
export function operationRoutes(
  app: App,
  { stores, now }: RouteContext,
  { metricsToken, scrape, securityContact }: OperationOptions,
): void {
  const status = z.object({ status: z.string() })
  const tags = ['Operations']

  app.get(
    '/healthz',
    { schema: { operationId: 'alive', tags, summary: 'The process answers', response: { 200: status } } },
    async () => ({ status: 'ok' }),
  )

  app.get(
    '/readyz',
    { schema: { operationId: 'ready', tags, summary: 'The store answers', response: { 200: status } } },
    async () => {
      try {
        // Every tenant is on the same server.
        await stores[0]?.query(sql`select 1`)
      } catch {
        throw storeUnavailable()
      }
      return { status: 'ready' }
    },
  )

  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!mayReadMetrics(request.headers.authorization, metricsToken)) {
      throw problem(
        401,
        'unauthenticated',
        'Metrics need the token that the endpoint was started with, or its port for metrics.',
      )
    }
    return reply.header('content-type', scrape.contentType).send(await scrape.text())
  })

  if (securityContact !== null) {
    app.get('/.well-known/security.txt', { schema: { hide: true } }, async (_request, reply) =>
      reply.header('content-type', 'text/plain; charset=utf-8').send(securityTxt(securityContact, now())),
    )
  }

  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('content-type', 'application/json').send(JSON.stringify(app.swagger())),
  )
}
