import type { IncomingMessage } from 'node:http'
import { problem } from '../errors/problem.ts'
import type { Tenant } from './tenant.ts'

/** Where a tenant is found: a host name, or a path prefix such as `/t/north`; '' is every path. */
export interface TenantAddress {
  readonly id: string
  readonly host: string | null
  readonly prefix: string
}

/** Which tenant a request is for. */
export interface TenantRouter {
  /** The request's address without the prefix that chose its tenant: what the routes know. */
  rewrite(request: IncomingMessage): string
  /** @throws HttpProblem 404 `unknown_tenant`. */
  tenantOf(request: IncomingMessage): Tenant
  readonly tenants: readonly Tenant[]
}

/**
 * Reads `--tenants`: ids with commas between them, each with an optional host name behind `@`. A tenant without one is found under `/t/ID`.
 * @throws when an id is none, or comes twice.
 */
export function parseTenants(text: string, isId: RegExp): TenantAddress[] {
  const addresses = text.split(',').map((part): TenantAddress => {
    const [id = '', host = null] = part.trim().split('@')
    if (!isId.test(id))
      throw new Error(
        `--tenants: ${part} is no tenant: small letters, digits and dashes, as north or north@north.example.org`,
      )
    return { id, host: host?.toLowerCase() ?? null, prefix: host === null ? `/t/${id}` : '' }
  })
  if (new Set(addresses.map(({ id }) => id)).size !== addresses.length) throw new Error('--tenants names one twice')
  return addresses
}

/** The address of a tenant's app and API, without a slash at its end. @param url of the endpoint */
export function tenantUrl(url: string, { host, prefix }: TenantAddress): string {
  if (host === null) return `${url}${prefix}`
  const own = new URL(url)
  own.hostname = host
  return own.origin
}

/** @param tenants in the order of their addresses */
export function tenantRouter(addresses: readonly TenantAddress[], tenants: readonly Tenant[]): TenantRouter {
  const known = addresses.flatMap((address, index) => {
    const tenant = tenants[index]
    return tenant ? [{ ...address, tenant }] : []
  })
  const find = (request: IncomingMessage) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
    const url = originalUrl(request)
    return known.find(
      (one) =>
        (one.host === null || one.host === host) &&
        (one.prefix === '' ||
          url === one.prefix ||
          url.startsWith(`${one.prefix}/`) ||
          url.startsWith(`${one.prefix}?`)),
    )
  }
  return {
    tenants,
    rewrite: (request) => {
      const url = request.url ?? '/'
      const prefix = find(request)?.prefix ?? ''
      const rest = url.slice(prefix.length)
      return rest.startsWith('/') ? rest : `/${rest}`
    },
    tenantOf: (request) => {
      const found = find(request)
      if (found) return found.tenant
      throw problem(404, 'unknown_tenant', 'No tenant is served at this address.')
    },
  }
}

/** As the client sent it: Fastify keeps it beside the one that was rewritten. */
function originalUrl(request: IncomingMessage & { readonly originalUrl?: string }): string {
  return request.originalUrl ?? request.url ?? '/'
}
