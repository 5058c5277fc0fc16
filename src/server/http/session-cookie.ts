import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../errors/problem.ts'
import { PROVIDER_SIGN_IN_MS } from '../identity/provider-sign-in.ts'
import { csrfTokenOf, isCsrfToken, LONGEST_SESSION_MS } from '../identity/sessions.ts'
import { SECOND_MS } from '../../shared/time.ts'

const NAME = 'touchledger-session'
const BROWSER_NAME = 'touchledger-browser'
const CSRF_HEADER = 'x-csrf-token'
/** Methods that change nothing. */
const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The secret of the browser's session; null where it has none. */
export const sessionOf = (request: FastifyRequest): string | null => request.cookies[NAME] ?? null

/** What the request says who asks by: a token, else a session. */
export const credentialOf = (request: FastifyRequest): string | undefined =>
  request.headers.authorization ?? sessionOf(request) ?? undefined

/** Gives the browser a session. @returns its CSRF token */
export function giveSession(request: FastifyRequest, reply: FastifyReply, secret: string): string {
  void reply.setCookie(NAME, secret, { ...attributesFor(request), maxAge: LONGEST_SESSION_MS / SECOND_MS })
  return csrfTokenOf(secret)
}

export function takeSession(request: FastifyRequest, reply: FastifyReply): void {
  void reply.clearCookie(NAME, attributesFor(request))
}

/**
 * That a request which changes something comes from a page of this endpoint: a page of another site can have the cookie sent, but does not know
 * the token. @throws HttpProblem 403 `bad_csrf_token`.
 */
export function checkCsrf(request: FastifyRequest, secret: string): void {
  if (safe.has(request.method)) return
  const given = request.headers[CSRF_HEADER]
  if (typeof given === 'string' && isCsrfToken(secret, given)) return
  throw problem(
    403,
    'bad_csrf_token',
    'The header X-CSRF-Token is missing or belongs to another session. Load the page again.',
  )
}

/** The secret by which a browser is known that was sent to the identity provider; null: it was not. */
export const browserOf = (request: FastifyRequest): string | null => request.cookies[BROWSER_NAME] ?? null

/** `Lax`, because the browser brings it when the provider sends it back, which is another site. */
export function giveBrowser(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  const maxAge = PROVIDER_SIGN_IN_MS / SECOND_MS
  void reply.setCookie(BROWSER_NAME, secret, { ...attributesFor(request), sameSite: 'lax', maxAge })
}

const attributesFor = (request: FastifyRequest) =>
  ({
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    path: tenantPathOf(request),
  }) as const

/** The path prefix of the request's tenant, `/` without one: a browser may be signed in to several. */
export function tenantPathOf({ originalUrl, url }: FastifyRequest): string {
  const prefix = originalUrl.endsWith(url) ? originalUrl.slice(0, originalUrl.length - url.length) : ''
  return prefix === '' ? '/' : prefix
}
