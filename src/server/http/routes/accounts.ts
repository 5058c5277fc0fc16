import type { Me } from '../../../shared/contract/accounts.ts'
import { accountRoutes as routes } from '../../../shared/contract/routes/accounts.ts'
import { changeAccount, createAccount, listAccounts } from '../../identity/accounts.ts'
import { createApiToken, listApiTokens, revokeApiToken } from '../../identity/api-tokens.ts'
import { HttpProblem } from '../../errors/problem.ts'
import { acceptInvitation, invite, invitedUntil, openInvitation } from '../../identity/invitations.ts'
import { personOf, type Person } from '../../identity/principal.ts'
import { csrfTokenOf, endSessions, personOfSession } from '../../identity/sessions.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { signIn } from '../../identity/sign-in.ts'
import { readSettings } from '../../settings/settings-store.ts'
import { pageOfAll } from '../filters.ts'
import type { Call, Serve } from '../serve.ts'
import { giveSession, sessionOf, takeSession } from '../session-cookie.ts'
import type { Tenant } from '../tenant.ts'
import type { RouteContext } from './context.ts'

/** Who may sign in, what they may, and their tokens for programs. */
export function accountRoutes(serve: Serve, { limits, now }: RouteContext): void {
  const limited = { rateLimit: { perMinute: limits.signIns } }
  const endsPasswords = ({ provider }: Tenant) => provider?.endsPasswords ?? false
  /** Signs a browser in. */
  const enter = async ({ tenant, request, reply }: Entering, secret: string) => ({
    ...meOf(await personOfSession(tenant.database, secret, now())),
    csrfToken: giveSession(request, reply, secret),
  })

  serve(routes.me, async ({ tenant: { database }, principal }) => {
    const person = personOf(principal)
    const until = person.account && (await invitedUntil(database, person.account.accountId, now()))
    const { name: organization } = (await readSettings(database, 'organization')).body
    return {
      ...{ ...meOf(person), zone: await tenantZone(database) },
      ...(organization !== null && { organization }),
      ...(until !== null && { invitedUntil: until }),
    }
  })
  serve(routes.session, async ({ tenant, request }) => {
    const secret = sessionOf(request)
    const provider = tenant.provider?.name ?? null
    if (secret === null) return { person: null, provider }
    const person = await personOfSession(tenant.database, secret, now()).catch(ifRefused)
    return { person: person && { ...meOf(person), csrfToken: csrfTokenOf(secret) }, provider }
  })
  serve(
    routes.signIn,
    async (call) => {
      const { tenant, body, acting } = call
      return enter(call, await signIn(tenant.database, body, acting, endsPasswords(tenant)))
    },
    limited,
  )
  serve(routes.signOut, async ({ tenant, principal, params, request, reply, acting }) => {
    const { account } = personOf(principal)
    const allOf = params.everywhere === undefined ? null : (account?.accountId ?? null)
    await endSessions(tenant.database, { secret: sessionOf(request), allOf }, acting)
    takeSession(request, reply)
    return null
  })
  serve(routes.invite, ({ tenant, params, acting }) => invite(tenant.database, params.id, acting))
  serve(
    routes.openInvitation,
    ({ tenant, body, acting }) => openInvitation(tenant.database, body.token, acting, endsPasswords(tenant)),
    limited,
  )
  serve(
    routes.acceptInvitation,
    async (call) => {
      const { tenant, body, acting } = call
      return enter(call, await acceptInvitation(tenant.database, body, acting, endsPasswords(tenant)))
    },
    limited,
  )
  serve(routes.accounts, async ({ tenant, params }) => pageOfAll(await listAccounts(tenant.database, now()), params))
  serve(routes.createAccount, ({ tenant, body, acting }) => createAccount(tenant.database, body, acting))
  serve(routes.changeAccount, async ({ tenant: { database }, params, body, acting }) =>
    changeAccount(database, params.id, body, acting, await tenantZone(database)),
  )
  serve(routes.apiTokens, async ({ tenant, params, principal }) =>
    pageOfAll(await listApiTokens(tenant.database, personOf(principal)), params),
  )
  serve(routes.createApiToken, ({ tenant, body, principal, acting }) =>
    createApiToken(tenant.database, personOf(principal), body, acting),
  )
  serve(routes.revokeApiToken, async ({ tenant, params, principal, acting }) => {
    await revokeApiToken(tenant.database, personOf(principal), params.id, acting)
    return null
  })
}

/** A session that has ended is none. */
function ifRefused(error: unknown): null {
  if (error instanceof HttpProblem) return null
  throw error
}

type Entering = Pick<Call<typeof routes.signIn>, 'tenant' | 'request' | 'reply'>

function meOf({ name, roles, account }: Person): Me {
  return {
    ...{ name, roles, email: account?.email ?? null },
    ...{ teams: account?.teams ?? [], user: account?.userId ?? null },
  }
}
