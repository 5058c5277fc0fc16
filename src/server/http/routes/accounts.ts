import { accountRoutes as routes } from '../../../shared/contract/routes/accounts.ts'
import { changeAccount, createAccount, listAccounts } from '../../identity/accounts.ts'
import { createApiToken, listApiTokens, revokeApiToken } from '../../identity/api-tokens.ts'
import { authorOf, type Person, type Principal } from '../../identity/principal.ts'
import { pageOfAll } from '../filters.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** Who may sign in, what they may, and their tokens for programs. */
export function accountRoutes(serve: Serve, { now }: RouteContext): void {
  serve(routes.me, async ({ principal }) => {
    const { name, roles, account } = personOf(principal)
    return {
      ...{ name, roles, email: account?.email ?? null },
      ...{ teams: account?.teams ?? [], user: account?.userId ?? null },
    }
  })
  serve(routes.accounts, async ({ tenant, params }) => pageOfAll(await listAccounts(tenant.database), params))
  serve(routes.createAccount, ({ tenant, body, principal }) =>
    createAccount(tenant.database, body, { by: authorOf(principal), now: now() }),
  )
  serve(routes.changeAccount, ({ tenant, params, body }) => changeAccount(tenant.database, params.id, body, now()))
  serve(routes.apiTokens, async ({ tenant, params, principal }) =>
    pageOfAll(await listApiTokens(tenant.database, personOf(principal)), params),
  )
  serve(routes.createApiToken, ({ tenant, body, principal }) =>
    createApiToken(tenant.database, personOf(principal), body, now()),
  )
  serve(routes.revokeApiToken, async ({ tenant, params, principal }) => {
    await revokeApiToken(tenant.database, personOf(principal), params.id)
    return null
  })
}

/** @throws when a device got in: an error of the program, not of the caller. */
function personOf(principal: Principal): Person {
  if (principal.kind !== 'person') throw new Error('the route lets only people in')
  return principal
}
