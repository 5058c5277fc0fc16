import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Database } from '../../database/database.ts'
import type { Authenticate } from '../authenticate.ts'
import type { EndpointMetrics } from '../../monitoring/endpoint-metrics.ts'
import type { Releases } from '../../updates/releases-folder.ts'
import type { Tenant } from '../tenant.ts'

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What every route needs; put together in `buildApp`. */
export interface RouteContext {
  /** The tenant a request is for. @throws HttpProblem 404 `unknown_tenant`. */
  readonly tenantOf: (request: FastifyRequest) => Tenant
  /** Of every tenant. */
  readonly stores: readonly Database[]
  readonly authenticate: Authenticate
  readonly metrics: EndpointMetrics
  /** Epoch ms. */
  readonly now: () => number
  readonly limits: RateLimits
  /** Of this endpoint. */
  readonly version: string
  /** Of every tenant: a release belongs to its publisher. */
  readonly releases: Releases
  readonly hasReleaseStorage: boolean
  /** Answers are checked against their contract: in tests and in development. */
  readonly checkAnswers: boolean
}

/** Requests a minute. */
export interface RateLimits {
  /** From one address. */
  readonly enrollments: number
  /** By one enrollment key of a site, from wherever. */
  readonly keyEnrollments: number
  /** From one address: attempts to sign in or to use an invitation. */
  readonly signIns: number
  /** From one device. */
  readonly batches: number
}
