import { importRoutes as routes } from '../../../shared/contract/routes/denials.ts'
import { deleteMapping, listMappings, readMapping, saveMapping } from '../../denials/mappings-store.ts'
import { authorOf } from '../../identity/principal.ts'
import { serve } from '../serve.ts'
import type { App, RouteContext } from './context.ts'

/** Which column of a worklist holds what, saved under a name. */
export function mappingRoutes(app: App, context: RouteContext): void {
  serve(app, context, routes.mappings, async ({ tenant }) => ({ rows: await listMappings(tenant.database) }))
  serve(app, context, routes.mapping, ({ tenant, params }) => readMapping(tenant.database, params.name))
  serve(app, context, routes.saveMapping, ({ tenant, params, body, principal }) =>
    saveMapping(tenant.database, params.name, body, { by: authorOf(principal), now: context.now() }),
  )
  serve(app, context, routes.deleteMapping, async ({ tenant, params }) => {
    await deleteMapping(tenant.database, params.name)
    return null
  })
}
