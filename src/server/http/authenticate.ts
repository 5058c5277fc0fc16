import type { FastifyRequest } from 'fastify'
import type { Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import type { Principal, Role } from '../identity/principal.ts'
import { createScope, type Scope } from '../identity/scope.ts'
import { hashSecret } from '../identity/secrets.ts'
import { bringsBody } from './request-bodies.ts'
import type { Tenant } from './tenant.ts'
import { verifyDevice, type KnownDevice } from './verify-signature.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the route's authentication; null where a route has none. */
    principal: Principal | null
    scope: Scope | null
    /** The body's bytes as they were sent, which the digest covers. */
    rawBody: Buffer | null
  }
}

/** Fastify hooks that find out who asks; each sets `request.principal` and `request.scope`, or throws. */
export interface Authenticate {
  /** A device, by its signature. */
  device(request: FastifyRequest): Promise<void>
  /** A person with one of the roles, by a bearer token. */
  person(...roles: Role[]): (request: FastifyRequest) => Promise<void>
  /** A device, or any person. */
  anyone(request: FastifyRequest): Promise<void>
}

/** The one place where a request becomes a principal and a scope. @param tenantOf the tenant that host name or path prefix name */
export function createAuthenticate(tenantOf: (request: FastifyRequest) => Tenant, now: () => number): Authenticate {
  const device = async (request: FastifyRequest) => {
    const { database } = tenantOf(request)
    const signed = {
      method: request.method,
      target: request.originalUrl,
      headers: request.headers,
      hasBody: bringsBody(request.headers),
    }
    const { deviceId, userId } = await verifyDevice(signed, (id) => findDevice(database, id), now())
    request.principal = { kind: 'device', deviceId, userId }
    request.scope = createScope(database, { userId })
  }
  const person = async (request: FastifyRequest, roles: readonly Role[]) => {
    const { database } = tenantOf(request)
    const principal = await findPerson(database, request.headers.authorization)
    if (!roles.some((role) => principal.roles.includes(role))) {
      throw problem(403, 'not_allowed', `This needs the role ${roles.join(' or ')}.`)
    }
    request.principal = principal
    // One admin token sees everybody. Roles that see less come with sign-in.
    request.scope = createScope(database, 'everybody')
  }
  return {
    device,
    person:
      (...roles) =>
      (request) =>
        person(request, roles),
    anyone: (request) =>
      request.headers.authorization === undefined && request.headers.signature !== undefined
        ? device(request)
        : person(request, ['admin', 'supervisor']),
  }
}

/** @throws when the route let nobody in yet: an error of the program, not of the caller. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Error('the route has no authentication')
  return request.principal
}

/** What the one who asks may see. @throws as {@link principalOf} does. */
export function scopeOf(request: FastifyRequest): Scope {
  if (!request.scope) throw new Error('the route has no authentication')
  return request.scope
}

async function findDevice(database: Database, deviceId: string): Promise<KnownDevice | null> {
  const [row] = await database.query<KnownDevice>(
    sql`select device_id as "deviceId", user_id as "userId", public_key as "publicKey", revoked_at is not null as revoked
      from devices where device_id = ${deviceId}`,
  )
  return row ?? null
}

async function findPerson(
  database: Database,
  authorization: string | undefined,
): Promise<Extract<Principal, { kind: 'person' }>> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw problem(401, 'unauthenticated', 'A bearer token is needed.')
  const [row] = await database.query<{ name: string; role: Role }>(
    sql`select name, role from access_tokens where token_hash = ${hashSecret(token)}`,
  )
  if (!row) throw problem(401, 'bad_token', 'This bearer token is not known here.')
  return { kind: 'person', name: row.name, roles: [row.role] }
}
