import { importRoutes as routes } from '../../../shared/contract/routes/denials.ts'
import { deleteMapping, listMappings, readMapping, saveMapping } from '../../denials/mappings-store.ts'
import { authorOf } from '../../identity/principal.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** Which column of a worklist holds what, saved under a name. */
export function mappingRoutes(serve: Serve, { now }: RouteContext): void {
  serve(routes.mappings, async ({ tenant }) => ({ rows: await listMappings(tenant.database) }))
  serve(routes.mapping, ({ tenant, params }) => readMapping(tenant.database, params.name))
  serve(routes.saveMapping, ({ tenant, params, body, principal }) =>
    saveMapping(tenant.database, params.name, body, { by: authorOf(principal), now: now() }),
  )
  serve(routes.deleteMapping, async ({ tenant, params }) => {
    await deleteMapping(tenant.database, params.name)
    return null
  })
}
