import type { FastifyInstance } from 'fastify'
import { Counter, Histogram, Registry } from 'prom-client'

/** The numbers at `/metrics`; they name no user, device or payer. */
export interface EndpointMetrics {
  readonly registry: Registry
  /** Records of batches by what became of them. */
  readonly records: Counter<'outcome'>
  readonly requests: Histogram<'method' | 'route' | 'status'>
}

export function createMetrics(): EndpointMetrics {
  const registry = new Registry()
  return {
    registry,
    records: new Counter({
      name: 'touchledger_ingest_records_total',
      help: 'Records received in batches, by outcome: accepted (new or known), rejected',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    requests: new Histogram({
      name: 'touchledger_http_request_seconds',
      help: 'Time to answer a request, by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers: [registry],
    }),
  }
}

/** One log line and one measurement a request: its pattern, never its URL, which may carry a person's name. */
export function observeRequests(app: FastifyInstance, requests: Histogram<'method' | 'route' | 'status'>): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const ms = Math.round(reply.elapsedTime * 10) / 10
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    request.log.info({ method: request.method, route, status: reply.statusCode, ms }, 'request')
  })
}
