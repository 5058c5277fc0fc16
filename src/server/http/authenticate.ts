import type { FastifyRequest } from 'fastify'
import type { Database } from '../database/database.ts'
import { hashSecret } from '../identity/secrets.ts'
import type { Principal, Role } from './principal.ts'
import { problem } from '../errors/problem.ts'
import { verifyDevice } from './verify-signature.ts'
import type { KnownDevice } from './verify-signature.ts'

/** Fastify hooks that find out who asks; each sets `request.principal` or throws. */
export interface Authenticate {
  /** A device, by its signature. */
  device(request: FastifyRequest): Promise<void>
  /** A person with one of the roles, by a bearer token. */
  person(...roles: Role[]): (request: FastifyRequest) => Promise<void>
  /** A device, or any person. */
  anyone(request: FastifyRequest): Promise<void>
}

/** The one place where a request becomes a principal. An endpoint process serves one tenant; several can share a database. */
export function createAuthenticate(database: Database, tenantId: string, now: () => number): Authenticate {
  const device = async (request: FastifyRequest) => {
    const signed = {
      method: request.method,
      target: request.raw.url ?? '/',
      headers: request.headers,
      body: request.rawBody,
    }
    const { deviceId, userId } = await verifyDevice(signed, (id) => findDevice(database, tenantId, id), now())
    request.principal = { kind: 'device', tenantId, deviceId, userId }
  }
  const person = async (request: FastifyRequest, roles: readonly Role[]) => {
    const principal = await findPerson(database, tenantId, request.headers.authorization)
    if (!roles.some((role) => principal.roles.includes(role))) {
      throw problem(403, 'not_allowed', `This needs the role ${roles.join(' or ')}.`)
    }
    request.principal = principal
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

/** Who did it, as it is written down. */
export function authorOf(principal: Principal): string {
  return principal.kind === 'person' ? principal.name : principal.deviceId
}

async function findDevice(database: Database, tenantId: string, deviceId: string): Promise<KnownDevice | null> {
  const [row] = await database.query<KnownDevice>(
    `select device_id as "deviceId", user_id as "userId", public_key as "publicKey", revoked_at is not null as revoked
     from devices where tenant_id = $1 and device_id = $2`,
    [tenantId, deviceId],
  )
  return row ?? null
}

async function findPerson(
  database: Database,
  tenantId: string,
  authorization: string | undefined,
): Promise<Extract<Principal, { kind: 'person' }>> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw problem(401, 'unauthenticated', 'A bearer token is needed.')
  const [row] = await database.query<{ name: string; role: Role }>(
    'select name, role from access_tokens where tenant_id = $1 and token_hash = $2',
    [tenantId, hashSecret(token)],
  )
  if (!row) throw problem(401, 'bad_token', 'This bearer token is not known here.')
  return { kind: 'person', tenantId, name: row.name, roles: [row.role] }
}
