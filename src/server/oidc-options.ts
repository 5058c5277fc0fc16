import { isPrivateTransport } from '../shared/contract/addresses.ts'
import type { TenantAddress } from './http/tenant-router.ts'
import type { IdentityProviderOptions } from './identity/identity-provider.ts'
import { readSecret, secretOf } from './closed-options.ts'

// Where people sign in: the identity provider of each tenant.

type Option = 'oidc-issuer' | 'oidc-client-id' | 'oidc-client-secret-file' | 'oidc-name' | 'oidc-domains'
type Values = { readonly [Name in Option]?: readonly string[] | undefined } & {
  readonly 'oidc-only'?: readonly boolean[] | undefined
}
type Environment = Readonly<Record<string, string | undefined>>

/**
 * The identity provider of each tenant that has one, by the tenant's id.
 * @throws where something has to be changed, in words
 */
export function oidcOptions(
  values: Values,
  environment: Environment,
  tenants: readonly Pick<TenantAddress, 'id'>[],
): Record<string, IdentityProviderOptions> {
  const ids = tenants.map(({ id }) => id)
  const secretOfAll = secretOf(environment, 'TOUCHLEDGER_OIDC_CLIENT_SECRET')
  const providers: Record<string, IdentityProviderOptions> = {}
  for (const id of ids) {
    const of = (option: Option) => valueOf(values[option] ?? [], id, ids, option)
    const [issuer, clientId, file] = [of('oidc-issuer'), of('oidc-client-id'), of('oidc-client-secret-file')]
    if (issuer === undefined) {
      if (clientId !== undefined || file !== undefined) throw new Error('--oidc-issuer is missing')
      continue
    }
    const clientSecret = file === undefined ? secretOfAll : readSecret('--oidc-client-secret-file', file)
    if (clientId === undefined) throw new Error('--oidc-client-id is missing')
    if (!clientSecret) throw new Error('--oidc-client-secret-file is missing, or its file is empty')
    checkIssuer(issuer)
    providers[id] = {
      ...{ issuer, clientId, clientSecret },
      name: of('oidc-name') ?? new URL(issuer).hostname,
      domains: domainsIn(of('oidc-domains')),
      endsPasswords: values['oidc-only']?.at(-1) ?? false,
    }
  }
  return providers
}

/** What an option says for a tenant: its own value, or else the one for all. @throws when it says two */
function valueOf(given: readonly string[], id: string, ids: readonly string[], option: Option): string | undefined {
  const own = given.flatMap((value) => (value.startsWith(`${id}=`) ? [value.slice(id.length + 1)] : []))
  const ofAll = given.filter((value) => !ids.some((each) => value.startsWith(`${each}=`)))
  const said = own.length > 0 ? own : ofAll
  if (said.length > 1) throw new Error(`--${option} is said twice`)
  return said[0]?.trim() || undefined
}

/** @throws when people of any organization could come, or others could read what is sent */
function checkIssuer(issuer: string): void {
  if (!isPrivateTransport(issuer)) {
    throw new Error('--oidc-issuer begins with https:// (http:// only for a provider on this machine)')
  }
  const { hostname, pathname } = new URL(issuer)
  if (hostname === 'login.microsoftonline.com' && /^\/(common|organizations|consumers)(\/|$)/.test(pathname)) {
    throw new Error('--oidc-issuer names your own directory: https://login.microsoftonline.com/DIRECTORY-ID/v2.0')
  }
}

function domainsIn(list: string | undefined): string[] | null {
  if (list === undefined) return null
  const domains = list.split(',').map((part) => part.trim().toLowerCase())
  for (const domain of domains) {
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) throw new Error(`--oidc-domains: ${domain} is no domain`)
  }
  return domains
}
