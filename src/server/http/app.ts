import { randomUUID } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifySwagger from '@fastify/swagger'
import Fastify, { type FastifyRequest, LogController } from 'fastify'
import { jsonSchemaTransform, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Mailer } from '../delivery/send-email.ts'
import { createAuthenticate } from './authenticate.ts'
import { keepRawBodies, MAX_BODY_BYTES } from './body.ts'
import { serveBrowserApp } from './browser-app.ts'
import { holdBodies, type BodyLimits } from './request-bodies.ts'
import { answerProblems, inputProblem } from './errors.ts'
import { observeRequests } from './observe.ts'
import type { EndpointMetrics } from '../monitoring/endpoint-metrics.ts'
import { problem } from '../errors/problem.ts'
import type { App, RateLimits, RouteContext } from './routes/context.ts'
import { accountRoutes } from './routes/accounts.ts'
import { alertRoutes } from './routes/alerts.ts'
import { auditRoutes } from './routes/audit.ts'
import { denialRoutes } from './routes/denials.ts'
import { deviceRoutes } from './routes/devices.ts'
import { findingRoutes } from './routes/findings.ts'
import { importRoutes } from './routes/imports.ts'
import { mappingRoutes } from './routes/mappings.ts'
import { metricRoutes } from './routes/metrics.ts'
import { operationRoutes, type OperationOptions } from './routes/operations.ts'
import { personRoutes } from './routes/people.ts'
import { performanceReportRoutes } from './routes/performance-report.ts'
import { releaseRoutes } from './routes/releases.ts'
import { reportRoutes } from './routes/reports.ts'
import { providerSignInRoutes } from './routes/provider-sign-in.ts'
import { ruleRoutes } from './routes/rules.ts'
import { settingsRoutes } from './routes/settings.ts'
import { setupRoutes } from './routes/setup.ts'
import { worklistRoutes } from './routes/worklist.ts'
import { serving } from './serve.ts'
import { sendSecurityHeaders } from './security-headers.ts'
import type { TenantRouter } from './tenant-router.ts'
import { openReleases } from '../updates/releases-folder.ts'

export interface AppOptions {
  readonly router: TenantRouter
  readonly logLevel: 'silent' | 'info'
  readonly now: () => number
  readonly limits: RateLimits
  /** Null: no SMTP server is known. */
  readonly mailer: Mailer | null
  /** Folder of the built React app. */
  readonly browserFolder: string
  /** Of this endpoint. */
  readonly version: string
  /** Folder of the releases of the agent; null: there is none. */
  readonly releasesFolder: string | null
  readonly bodies: BodyLimits
  readonly metrics: EndpointMetrics
  readonly operations: OperationOptions
  /** Certificate with its chain and key, PEM; null: http. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null
  /** Proxies whose X-Forwarded-For says who asks: addresses and networks. */
  readonly trustProxy: readonly string[]
  readonly checkAnswers: boolean
}

/** The HTTP side, put together and ready to listen. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { router, now, limits, checkAnswers } = options
  const app = Fastify({
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    ...(options.tls && { https: { ...options.tls, minVersion: 'TLSv1.2' } }),
    // Standard output belongs to what a program reads: the token and the address.
    logger: { level: options.logLevel, base: null, stream: process.stderr },
    // Fastify's own request log has the URL with its query in it.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { ignoreTrailingSlash: true },
    // Not a number that begins anew with each start: the audit log names requests.
    genReqId: () => randomUUID(),
    rewriteUrl: (request) => router.rewrite(request),
  }).withTypeProvider<ZodTypeProvider>()

  app.decorateRequest('principal', null)
  app.decorateRequest('scope', null)
  app.decorateRequest('rawBody', null)
  app.setValidatorCompiler(({ schema, httpPart }) => (value: unknown) => {
    if (!(schema instanceof z.ZodType)) return { value }
    const parsed = schema.safeParse(value)
    return parsed.success ? { value: parsed.data } : { error: inputProblem(httpPart, parsed.error) }
  })
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))
  keepRawBodies(app, holdBodies(app, options.bodies), options.bodies)
  answerProblems(app)
  sendSecurityHeaders(app, options.tls !== null)
  const { metrics } = options
  observeRequests(app, metrics.requests)

  await app.register(fastifyRateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      problem(429, 'too_many_requests', `Too many requests; try again in ${Math.ceil(ttl / 1000)} s.`),
  })
  await app.register(fastifyCookie)
  await app.register(fastifySwagger, { openapi, transform: jsonSchemaTransform })

  const tenantOf = (request: FastifyRequest) => router.tenantOf(request.raw)
  const context: RouteContext = {
    tenantOf,
    stores: router.tenants.map(({ database }) => database),
    authenticate: createAuthenticate(tenantOf, now),
    metrics,
    now,
    limits,
    version: options.version,
    releases: openReleases(options.releasesFolder),
    hasReleaseStorage: options.releasesFolder !== null,
    checkAnswers,
  }
  const serve = serving(app, context)
  operationRoutes(app, context, options.operations)
  deviceRoutes(app, serve, context)
  accountRoutes(serve, context)
  providerSignInRoutes(app, context)
  personRoutes(serve)
  ruleRoutes(serve)
  settingsRoutes(serve, context)
  setupRoutes(serve, context)
  releaseRoutes(serve, context)
  auditRoutes(serve, context)
  alertRoutes(serve, options.mailer !== null)
  worklistRoutes(serve, context)
  reportRoutes(serve, context)
  metricRoutes(serve, context)
  performanceReportRoutes(serve, context, options.mailer)
  findingRoutes(serve, context)
  denialRoutes(serve)
  mappingRoutes(serve)
  await importRoutes(app, serve, context)
  await serveBrowserApp(app, options.browserFolder)
  await app.ready()
  return app
}

/**
 * Lets what has been asked be answered, for a time. A client that keeps its connection after that is not waited for: it may keep one for 72 s. Nor
 * is one that never sends the rest of its request.
 */
export async function closeApp(app: App): Promise<void> {
  const closing = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS)
  const end = setTimeout(() => app.server.closeAllConnections(), ANSWER_WITHIN_MS)
  try {
    await app.close()
  } finally {
    clearInterval(closing)
    clearTimeout(end)
  }
}

const CLOSE_IDLE_EVERY_MS = 50
const ANSWER_WITHIN_MS = 3000

const openapi = {
  openapi: '3.1.0',
  info: {
    title: 'TouchLedger reporting endpoint',
    description:
      'Errors are application/problem+json (RFC 9457). Times are epoch ms; parameters also take ISO 8601 with a zone.',
    version: '1',
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      deviceSignature: {
        type: 'apiKey',
        in: 'header',
        name: 'Signature',
        description: 'HTTP Message Signature (RFC 9421), Ed25519, with Content-Digest (RFC 9530)',
      },
    },
  },
} as const
