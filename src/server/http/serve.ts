import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Acting } from '../audit/append.ts'
import { auditedBy } from '../../shared/contract/audited.ts'
import { problemSchema } from '../../shared/contract/reports.ts'
import { rolesOf } from '../../shared/contract/access.ts'
import { pathNames, type Route } from '../../shared/contract/routes/route.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import type { Principal } from '../identity/principal.ts'
import type { Scope } from '../identity/scope.ts'
import { principalOf, scopeOf, type Authenticate } from './authenticate.ts'
import { actingFor } from './acting.ts'
import { noteLook } from './looks.ts'
import { matchDigest, MAX_BODY_BYTES, MAX_PUBLIC_BODY_BYTES, readJson, readJsonIfAny } from './body.ts'
import { inputProblem } from './errors.ts'
import { versionNamed } from './preconditions.ts'
import type { App, RouteContext } from './routes/context.ts'
import type { Tenant } from './tenant.ts'

/** What a route's handler is given. */
export interface Call<R extends Route> {
  readonly route: R & { readonly operationId: string }
  readonly params: z.output<R['params']>
  /** As it was sent where the route checks it itself. */
  readonly body: R['body'] extends z.ZodType ? z.output<R['body']> : null
  readonly tenant: Tenant
  /** @throws when the route is public. */
  readonly scope: Scope
  readonly principal: Principal
  /** Who changes something, for the audit log: as the principal, or nobody. */
  readonly acting: Acting
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** What a handler answers: the value of the route's answer schema, or the reply it has sent itself. */
type Answered<R extends Route> = R['answer'] extends z.ZodType ? z.input<R['answer']> : null

export interface ServeOptions {
  readonly rateLimit?: {
    readonly perMinute: number | ((request: FastifyRequest, key: string) => number)
    readonly by?: (request: FastifyRequest) => string | Promise<string>
  }
  /** In place of what the route's access says. */
  readonly authenticate?: (request: FastifyRequest) => Promise<void>
  /** A body that may be left out is an empty object. */
  readonly bodyOptional?: boolean
}

/**
 * What serves declared routes: who may, what comes in and what goes out follow from the declaration.
 * Answers are checked against it where `context.checkAnswers` says so: in tests and in development.
 */
export function serving(app: App, context: RouteContext) {
  return <R extends Route>(
    route: R & { readonly operationId: string },
    handle: (call: Call<R>) => Promise<Answered<R> | FastifyReply>,
    options: ServeOptions = {},
  ): void => {
    const inPath = pathNames(route.path)
    const access = options.authenticate ?? accessHook(context.authenticate, route)
    // Said while the routes are put together, as that of the access table: a route without a row is not served.
    const audited = auditedBy(route.operationId)
    app.route({
      method: route.method,
      url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      schema: documentation(route, inPath),
      // Parameters and body are parsed below, from the one declaration of both.
      validatorCompiler: () => (value: unknown) => ({ value }),
      config: options.rateLimit ? { rateLimit: limited(options.rateLimit) } : {},
      // Before the body: of somebody who may not ask nothing is read.
      onRequest: access ? [access] : [],
      bodyLimit: access ? MAX_BODY_BYTES : MAX_PUBLIC_BODY_BYTES,
      preValidation: [matchDigest, ...(route.body === null ? [] : [options.bodyOptional ? readJsonIfAny : readJson])],
      handler: async (request, reply) => {
        const { acting, hasRecorded } = actingFor(route.operationId, request, context.now())
        const call: Call<R> = {
          route,
          acting,
          params: paramsOf(route, request),
          body: bodyOf(route, request),
          tenant: context.tenantOf(request),
          get scope() {
            return scopeOf(request)
          },
          get principal() {
            return principalOf(request)
          },
          request,
          reply,
        }
        const answer = await handle(call)
        if (audited.kind === 'look') await noteLook(audited, call, answer)
        if (hasRecorded()) call.tenant.signals.wake('audit')
        else if (context.checkAnswers && audited.kind === 'recorded' && audited.unless === undefined) {
          throw new Error(`${route.operationId} leaves no entry in the audit log`)
        }
        if (answer === reply || reply.sent) return reply
        if (route.answer === null) return reply.code(204).send()
        if (context.checkAnswers) checkAnswer(route, answer)
        return reply.code(route.status).send(answer)
      },
    })
  }
}
export type Serve = ReturnType<typeof serving>

const limited = ({ perMinute, by }: NonNullable<ServeOptions['rateLimit']>) => ({
  max: perMinute,
  timeWindow: MINUTE_MS,
  ...(by && { hook: 'preHandler' as const, keyGenerator: by }),
})

function accessHook(
  { device, person, deviceOrPerson }: Authenticate,
  { access, operationId }: Route & { readonly operationId: string },
) {
  if (access === 'public') return null
  if (access === 'device') return device
  // Said while the routes are put together: a route without a row in the access table is not served.
  rolesOf(operationId)
  return access === 'device_or_person' ? deviceOrPerson(operationId) : person(operationId)
}

/** @throws HttpProblem 400 `bad_parameter`. */
function paramsOf<R extends Route>({ params, path }: R, request: FastifyRequest): z.output<R['params']> {
  const wantsVersion = 'ifMatch' in params.shape
  const version = wantsVersion ? versionNamed(request) : undefined
  const given = {
    ...(request.query as object),
    ...(path.includes('{') ? (request.params as object) : {}),
    ...(version === undefined ? {} : { ifMatch: version }),
  }
  const parsed = params.safeParse(given)
  if (!parsed.success) throw inputProblem('querystring', parsed.error)
  return parsed.data as z.output<R['params']>
}

/** @throws HttpProblem 400 `bad_body`. */
function bodyOf<R extends Route>(route: R, request: FastifyRequest): Call<R>['body'] {
  if (route.body === null || route.checkedByHandler) return (request.body ?? null) as Call<R>['body']
  const parsed = route.body.safeParse(request.body)
  if (!parsed.success) throw inputProblem('body', parsed.error)
  return parsed.data as Call<R>['body']
}

/** @throws Error, which is answered 500: the program does not keep its own contract. */
function checkAnswer(route: Route, answer: unknown): void {
  const parsed = route.answer?.safeParse(answer)
  if (!parsed || parsed.success) return
  const [issue] = parsed.error.issues
  throw new Error(
    `${route.method} ${route.path} answers against its contract: ${issue?.path.join('/')}: ${issue?.message}`,
  )
}

/** What OpenAPI says of a route. */
function documentation(route: Route & { readonly operationId: string }, inPath: readonly string[]) {
  const shapes = Object.entries(route.params.shape)
  const path = shapes.filter(([name]) => inPath.includes(name))
  const query = shapes.filter(([name]) => !inPath.includes(name) && name !== 'ifMatch')
  const problems = [...route.problems, ...problemsOf(route)]
  const statuses = [...new Set(problems.map(({ status }) => status))].toSorted((one, other) => one - other)
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(path.length === 0 ? {} : { params: z.object(Object.fromEntries(path)) }),
    ...(query.length === 0 ? {} : { querystring: z.object(Object.fromEntries(query)) }),
    ...(route.body === null ? {} : { body: route.body }),
    response: {
      [route.status]: answerDocumentation(route),
      ...Object.fromEntries(
        statuses.map((status) => {
          const codes = problems.filter((one) => one.status === status).map(({ code, when }) => `${code}: ${when}`)
          return [status, problemSchema.describe(codes.join('; '))]
        }),
      ),
    },
    ...securityOf(route),
  }
}

function answerDocumentation({ answer, produces }: Route) {
  if (produces === undefined) return answer ?? z.null().describe('nothing')
  return { description: 'a file', content: { [produces]: { schema: z.string() } } }
}

const bodyProblems: Route['problems'] = [
  { status: 400, code: 'bad_body', when: 'the body does not have the expected shape' },
  { status: 408, code: 'body_too_slow', when: 'the body does not come in time' },
  { status: 413, code: 'body_too_large', when: 'the body is too large, as sent or unpacked' },
  { status: 503, code: 'busy', when: 'too much is being received at once' },
]

const anyProblems: Route['problems'] = [
  { status: 503, code: 'store_unavailable', when: 'the database cannot be reached now' },
]

/** Problems that follow from the declaration. */
function problemsOf({
  params,
  body,
  access,
  operationId,
}: Route & { readonly operationId: string }): Route['problems'] {
  return [
    ...anyProblems,
    ...(Object.keys(params.shape).length === 0
      ? []
      : [{ status: 400, code: 'bad_parameter', when: 'a parameter is not valid' }]),
    ...(body === null ? [] : bodyProblems),
    ...(access === 'public' ? [] : [{ status: 401, code: 'unauthenticated', when: 'it is not known who asks' }]),
    ...(access === 'person'
      ? [{ status: 403, code: 'not_allowed', when: `it needs the role ${rolesOf(operationId).join(' or ')}` }]
      : []),
  ]
}

function securityOf({ access }: Route) {
  if (access === 'public') return {}
  if (access === 'device') return { security: [{ deviceSignature: [] }] }
  return { security: access === 'device_or_person' ? [{ bearer: [] }, { deviceSignature: [] }] : [{ bearer: [] }] }
}
