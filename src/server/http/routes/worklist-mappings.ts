import { z } from 'zod'
import { worklistMappingSchema } from '../../../shared/contract/denials.ts'
import { deleteMapping, listMappings, readMapping, saveMapping } from '../../denials/mappings-store.ts'
import { authorOf, principalOf } from '../authenticate.ts'
import { readJson } from '../body.ts'
import type { App, RouteContext } from './context.ts'

const params = z.strictObject({ name: z.string().trim().min(1).max(100) })
const saved = z.object({
  name: z.string(),
  mapping: worklistMappingSchema,
  changedAt: z.number().int(),
  changedBy: z.string(),
})

/** Which column of a worklist says what, kept under a name. */
export function worklistMappingRoutes(app: App, { database, tenantId, authenticate, now }: RouteContext): void {
  const security = [{ bearer: [] }]
  const preValidation = [authenticate.person('admin')]

  app.get(
    '/v1/worklist-mappings',
    {
      schema: {
        summary: 'The worklist mappings that are kept',
        response: { 200: z.object({ rows: z.array(saved).readonly() }) },
        security,
      },
      preValidation,
    },
    async () => ({ rows: await listMappings(database, tenantId) }),
  )

  app.get(
    '/v1/worklist-mappings/:name',
    { schema: { summary: 'A worklist mapping', params, response: { 200: saved }, security }, preValidation },
    async (request) => readMapping(database, tenantId, request.params.name),
  )

  app.put(
    '/v1/worklist-mappings/:name',
    {
      schema: {
        summary: 'Keeps a worklist mapping, in place of the one before',
        params,
        body: worklistMappingSchema,
        response: { 200: saved },
        security,
      },
      preValidation: [...preValidation, readJson],
    },
    async (request) => {
      const author = { by: authorOf(principalOf(request)), now: now() }
      return saveMapping(database, tenantId, request.params.name, request.body, author)
    },
  )

  app.delete(
    '/v1/worklist-mappings/:name',
    { schema: { summary: 'Forgets a worklist mapping', params, response: { 204: z.null() }, security }, preValidation },
    async (request, reply) => {
      await deleteMapping(database, tenantId, request.params.name)
      return reply.code(204).send(null)
    },
  )
}
