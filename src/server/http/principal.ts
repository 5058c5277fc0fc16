/** What a person may do. Teams and own-data roles come with OIDC sign-in. */
export type Role = 'admin' | 'supervisor'

/** Who asks. Everything a route does is done in this tenant. */
export type Principal =
  | { readonly kind: 'device'; readonly tenantId: string; readonly deviceId: string; readonly userId: string }
  | { readonly kind: 'person'; readonly tenantId: string; readonly name: string; readonly roles: readonly Role[] }

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the route's authentication; null where a route has none. */
    principal: Principal | null
    /** The body's bytes as they were sent, which the digest covers. */
    rawBody: Buffer | null
  }
}
