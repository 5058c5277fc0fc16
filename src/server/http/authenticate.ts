import type { FastifyRequest } from 'fastify'
import type { Database } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { UNATTENDED } from '../../shared/contract/routes/route.ts'
import { reachesOf, rolesOf } from '../../shared/contract/access.ts'
import { personWithToken } from '../identity/api-tokens.ts'
import type { Person, Principal } from '../identity/principal.ts'
import { personOfSession } from '../identity/sessions.ts'
import { createScope, type Scope, type VisiblePeople } from '../identity/scope.ts'
import { bearerToken } from './bearer-token.ts'
import { bringsBody } from './request-bodies.ts'
import { checkCsrf, sessionOf } from './session-cookie.ts'
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
  /** A person whom the access table lets call the route. */
  person(operationId: string): (request: FastifyRequest) => Promise<void>
  /** A device, or such a person. */
  deviceOrPerson(operationId: string): (request: FastifyRequest) => Promise<void>
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
    const { deviceId, userId, publicKey } = await verifyDevice(signed, (id) => findDevice(database, id), now())
    request.principal = { kind: 'device', deviceId, userId, publicKey }
    request.scope = createScope(database, { teams: [], userId })
  }
  const person = (operationId: string) => async (request: FastifyRequest) => {
    const { database } = tenantOf(request)
    const principal = await findPerson(database, request, now())
    request.scope = createScope(database, visibleBy(operationId, principal))
    request.principal = principal
  }
  return {
    device,
    person,
    deviceOrPerson: (operationId) => (request) =>
      request.headers.authorization === undefined && request.headers.signature !== undefined
        ? device(request)
        : person(operationId)(request),
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

async function findDevice(database: Database, deviceId: string): Promise<KnownDevice | 'deleted' | null> {
  const [row] = await database.query<KnownDevice>(
    sql`select device_id as "deviceId", user_id as "userId", public_key as "publicKey", revoked_at is not null as revoked
      from devices where device_id = ${deviceId}`,
  )
  if (row) return row
  const deleted = await database.query(sql`select 1 from person_deletions where ${deviceId} = any(device_ids)`)
  return deleted.length > 0 ? 'deleted' : null
}

/**
 * A token comes before a session: a program that sends one does not use the browser's.
 * @throws HttpProblem 401 `unauthenticated`, and as `personWithToken`, `personOfSession` and `checkCsrf` do.
 */
async function findPerson(database: Database, request: FastifyRequest, now: number): Promise<Person> {
  const { authorization } = request.headers
  const token = bearerToken(authorization)
  if (token !== undefined) return personWithToken(database, token, now)
  const session = authorization === undefined ? sessionOf(request) : null
  if (session === null) throw problem(401, 'unauthenticated', 'Sign in, or send a bearer token.')
  const person = await personOfSession(database, session, now, request.headers[UNATTENDED] !== undefined)
  checkCsrf(request, session)
  return person
}

/** The people whose records a person sees by a route. @throws HttpProblem 403 `not_allowed`. */
function visibleBy(operationId: string, { account, roles }: Person): VisiblePeople {
  const reaches = reachesOf(operationId, roles)
  if (reaches.size === 0) {
    throw problem(403, 'not_allowed', `This needs the role ${rolesOf(operationId).join(' or ')}.`)
  }
  if (reaches.has('all')) return 'everybody'
  return {
    teams: reaches.has('teams') ? (account?.teams ?? []) : [],
    userId: reaches.has('own') ? (account?.userId ?? null) : null,
  }
}
