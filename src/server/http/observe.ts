import type { FastifyInstance } from 'fastify'
import type { EndpointMetrics } from '../monitoring/endpoint-metrics.ts'

/** One log line and one measurement a request: its pattern, never its URL, which may carry a person's name. */
export function observeRequests(app: FastifyInstance, requests: EndpointMetrics['requests']): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const ms = Math.round(reply.elapsedTime * 10) / 10
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    request.log.info({ method: request.method, route, status: reply.statusCode, ms }, 'request')
  })
}
