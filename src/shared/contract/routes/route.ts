import type { z } from 'zod'
import { paramsOf } from './fields.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who may call a route: anybody, a device by its signature, people, or a device as well as people. Which people, the access table says. */
export type Access = 'public' | 'device' | 'person' | 'device_or_person'

/** Header of requests that a page makes by itself, while nobody is at it: they keep nobody signed in. */
export const UNATTENDED = 'x-unattended'

/** An error a route documents: RFC 9457 problem, by its stable code. */
export interface RouteProblem {
  readonly status: number
  readonly code: string
  /** When it is answered. */
  readonly when: string
}
export const tooManyRequests = {
  status: 429,
  code: 'too_many_requests',
  when: 'more requests a minute than allowed',
}
export const unknownUser = { status: 404, code: 'unknown_user', when: 'the parameter user names nobody here' }

/**
 * One route of the endpoint, declared once: the endpoint serves it, the screens and the desktop's windows call it, and OpenAPI documents it by this.
 * `{name}` in the path is filled from `params`; `ifMatch` travels as the If-Match header; the other parameters are the query.
 */
export interface Route<
  Params extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType | null = z.ZodType | null,
  Answer extends z.ZodType | null = z.ZodType | null,
> {
  readonly method: Method
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly access: Access
  readonly params: Params
  readonly body: Body
  /** Null: 204, nothing. */
  readonly answer: Answer
  readonly status: 200 | 201 | 204
  readonly problems: readonly RouteProblem[]
  /** What comes is checked by the handler itself, so that it can name everything that is wrong; the schema documents. */
  readonly checkedByHandler?: boolean
  /** The media type of an answer that is a file, which the handler sends itself; `answer` is null then. */
  readonly produces?: string
}

const noParams = {}

/** What a route declares for itself; what is left out is none, or that of its group. */
interface OwnParts<Shape extends z.ZodRawShape, Body extends z.ZodType | null, Answer extends z.ZodType | null>
  extends
    Pick<Route, 'summary' | 'description' | 'checkedByHandler' | 'produces'>,
    Partial<Pick<Route, 'tag' | 'access' | 'problems'>> {
  readonly params?: Shape
  readonly body?: Body
  readonly answer?: Answer
  readonly status?: 200 | 201
}

/** Declares routes that have the same tag, access and problems, unless one says otherwise. */
export function routesWith(common: Pick<Route, 'tag' | 'access'> & Partial<Pick<Route, 'problems'>>) {
  const declaring =
    (method: Method) =>
    <
      Shape extends z.ZodRawShape = typeof noParams,
      Body extends z.ZodType | null = null,
      Answer extends z.ZodType | null = null,
    >(
      path: string,
      { params, body, answer, status = 200, ...declared }: OwnParts<Shape, Body, Answer>,
    ): Route<z.ZodObject<Shape, z.core.$strict>, Body, Answer> => ({
      method,
      path,
      problems: [],
      ...common,
      ...declared,
      params: paramsOf((params ?? noParams) as Shape),
      body: (body ?? null) as Body,
      answer: (answer ?? null) as Answer,
      status: answer || declared.produces ? status : 204,
    })
  return {
    get: declaring('GET'),
    post: declaring('POST'),
    put: declaring('PUT'),
    patch: declaring('PATCH'),
    remove: declaring('DELETE'),
  }
}

/** Routes by the names that programs call them by; each route learns its own. */
export function routes<const Declared extends Readonly<Record<string, Route>>>(
  declared: Declared,
): { readonly [Name in keyof Declared]: Declared[Name] & { readonly operationId: Name & string } } {
  const named = Object.entries(declared).map(([operationId, one]) => [operationId, { ...one, operationId }])
  return Object.fromEntries(named) as { [Name in keyof Declared]: Declared[Name] & { operationId: Name & string } }
}

/** Names of the parameters that are in the path. */
export function pathNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
}

/** What a caller gives, and what it gets. */
export type ParamsOf<R extends Route> = z.input<R['params']>
export type BodyOf<R extends Route> = R['body'] extends z.ZodType ? z.input<R['body']> : null
export type AnswerOf<R extends Route> = R['answer'] extends z.ZodType ? z.output<R['answer']> : null

/** A call as it goes over the wire: relative address, headers, body. */
export interface RouteRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** The request that calls a route. Undefined parameters are left out. */
export function requestOf(
  { method, path }: Pick<Route, 'method' | 'path'>,
  params: Readonly<Record<string, unknown>>,
  body: unknown,
): RouteRequest {
  const query: string[] = []
  const headers: Record<string, string> = {}
  let filled = path
  for (const [key, value] of Object.entries(params)) {
    if (typeof value !== 'string' && typeof value !== 'number') continue
    if (path.includes(`{${key}}`)) filled = filled.replace(`{${key}}`, () => encodeURIComponent(value))
    else if (key === 'ifMatch') headers['if-match'] = `"${value}"`
    // An empty value stays: `payer=` asks for records without a payer.
    else query.push(`${key}=${encodeURIComponent(value).replaceAll('%20', '+')}`)
  }
  const target = query.length > 0 ? `${filled}?${query.join('&')}` : filled
  if (body === null || body === undefined) return { method, path: target, headers }
  return {
    method,
    path: target,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}
