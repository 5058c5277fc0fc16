import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Database } from '../../database/database.ts'
import type { Authenticate } from '../authenticate.ts'
import type { PanelWatch } from '../panel-watch.ts'
import type { EndpointMetrics } from '../observe.ts'

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What every route needs; put together in `buildApp`. */
export interface RouteContext {
  readonly database: Database
  readonly tenantId: string
  readonly authenticate: Authenticate
  readonly metrics: EndpointMetrics
  readonly panelWatch: PanelWatch
  /** Epoch ms. */
  readonly now: () => number
  readonly limits: RateLimits
}

/** Requests a minute. */
export interface RateLimits {
  /** From one address. */
  readonly enrollments: number
  /** From one device. */
  readonly batches: number
}
