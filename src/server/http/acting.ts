import type { FastifyRequest } from 'fastify'
import { rolesOf, type Role } from '../../shared/contract/access.ts'
import { appendEntry, type Acting } from '../audit/append.ts'
import { accountOf, actorOf, authorOf, type Principal } from '../identity/principal.ts'

/**
 * Who acts by a request, as the audit log names it.
 * @param now epoch ms
 * @returns `hasRecorded`: whether an entry was made
 */
export function actingFor(
  operationId: string,
  request: FastifyRequest,
  now: number,
): { readonly acting: Acting; readonly hasRecorded: () => boolean } {
  let made = 0
  const { principal } = request
  const acting: Acting = {
    by: principal === null ? 'nobody' : authorOf(principal),
    byAccount: accountOf(principal),
    now,
    record: async (queries, { actor = actorOf(principal, rolesInUse(operationId, principal)), ...deed }) => {
      const cause = { operation: operationId, requestId: request.id, address: request.ip }
      await appendEntry(queries, deed, { actor, cause, at: now })
      made += 1
    },
  }
  return { acting, hasRecorded: () => made > 0 }
}

/** The roles that let somebody call a route. */
function rolesInUse(operationId: string, principal: Principal | null): readonly Role[] {
  if (principal?.kind !== 'person') return []
  const allowed = rolesOf(operationId)
  return principal.roles.filter((role) => allowed.includes(role))
}
