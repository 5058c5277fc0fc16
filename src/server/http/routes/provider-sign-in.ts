import type { FastifyReply, FastifyRequest } from 'fastify'
import { MINUTE_MS } from '../../../shared/time.ts'
import { recordAlone, type Acting } from '../../audit/append.ts'
import { causeOf, SignInRefused } from '../../identity/identity-provider.ts'
import { beginSignIn, enterByProvider, newBrowserSecret, takeBegun } from '../../identity/provider-sign-in.ts'
import { nobody } from '../../identity/principal.ts'
import { problem } from '../../errors/problem.ts'
import { actingFor } from '../acting.ts'
import { browserOf, giveBrowser, giveSession, tenantPathOf } from '../session-cookie.ts'
import type { Tenant } from '../tenant.ts'
import type { App, RouteContext } from './context.ts'

const CALLBACK = '/v1/oidc/callback'
const HOME = '/team'

/**
 * Signing in at a tenant's identity provider: two addresses that a browser opens, so that whatever is wrong is a page for a person. They are no
 * declared routes: a provider adds parameters of its own.
 */
export function providerSignInRoutes(app: App, { tenantOf, limits, now }: RouteContext): void {
  const options = {
    schema: { hide: true },
    config: { rateLimit: { max: limits.signIns, timeWindow: MINUTE_MS } },
  } as const
  // In the audit log it is a sign-in as every other.
  const actingOf = (request: FastifyRequest) => actingFor('signIn', request, now()).acting

  app.get<{ Querystring: { to?: unknown } }>('/v1/oidc/start', options, (request, reply) => {
    const { database, provider } = withProvider(tenantOf(request))
    return refusing(request, reply, { tenant: tenantOf(request), acting: actingOf(request) }, async () => {
      const browser = browserOf(request) ?? newBrowserSecret()
      const redirectUri = `${appUrlOf(request)}${CALLBACK}`
      const returnTo = pathIn(request.query.to)
      const address = await beginSignIn(database, provider, { redirectUri, browser, returnTo }, now())
      giveBrowser(request, reply, browser)
      return address
    })
  })

  app.get(CALLBACK, options, (request, reply) => {
    const { database, provider } = withProvider(tenantOf(request))
    const acting = actingOf(request)
    return refusing(request, reply, { tenant: tenantOf(request), acting }, async () => {
      const address = new URL(`${appUrlOf(request)}${request.url}`)
      const begun = await takeBegun(database, { address, browser: browserOf(request) }, now())
      const claims = await provider.readAnswer(address, begun)
      giveSession(request, reply, await enterByProvider(database, claims, provider, acting))
      return `${appUrlOf(request)}${begun.returnTo}`
    })
  })
}

/** Sends the browser on; where somebody is refused, to the sign-in page, which says why and what to do. */
async function refusing(
  request: FastifyRequest,
  reply: FastifyReply,
  { tenant, acting }: { readonly tenant: Tenant; readonly acting: Acting },
  onward: () => Promise<string>,
): Promise<FastifyReply> {
  try {
    return await reply.redirect(await onward(), 303)
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    const { reason, email } = error
    request.log.warn({ reason, cause: causeOf(error) }, 'sign-in refused')
    const deed = { action: 'sign_in_refused', actor: nobody, after: { why: reason, with: 'provider' } } as const
    await recordAlone(tenant.database, acting, deed)
    const told = new URLSearchParams({ refused: reason, ...(email !== null && { email }) })
    return await reply.redirect(`${appUrlOf(request)}${HOME}#${told.toString()}`, 303)
  } finally {
    // Most of these leave an entry in the audit log, which is anchored soon after, as that of a declared route is.
    tenant.signals.wake('audit')
  }
}

/** @throws HttpProblem 404 `no_provider`. */
function withProvider({ database, provider }: Tenant) {
  if (provider !== null) return { database, provider }
  throw problem(404, 'no_provider', 'No identity provider is set up here. Sign in with your password.')
}

/**
 * The tenant's app, as its people's browsers reach it. The provider sends them back to addresses that it was told before, and to no others.
 * @throws HttpProblem 400 `bad_host`
 */
function appUrlOf(request: FastifyRequest): string {
  const path = tenantPathOf(request)
  const url = `${request.protocol}://${request.host}${path === '/' ? '' : path}`
  if (URL.canParse(url + CALLBACK)) return url
  throw problem(400, 'bad_host', 'The header Host names no host.')
}

/** A path of the app; whatever leads elsewhere leads to its first screen. */
function pathIn(to: unknown): string {
  const base = 'http://app.invalid'
  if (typeof to !== 'string' || to.length > 1000 || !URL.canParse(to, base)) return HOME
  const { origin, pathname, search } = new URL(to, base)
  return origin === base && !pathname.startsWith('//') ? pathname + search : HOME
}
