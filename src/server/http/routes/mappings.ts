import { importRoutes as routes } from '../../../shared/contract/routes/denials.ts'
import { deleteMapping, listMappings, readMapping, saveMapping } from '../../denials/mappings-store.ts'
import type { Serve } from '../serve.ts'

/** Which column of a worklist holds what, saved under a name. */
export function mappingRoutes(serve: Serve): void {
  serve(routes.mappings, async ({ tenant }) => ({ rows: await listMappings(tenant.database) }))
  serve(routes.mapping, ({ tenant, params }) => readMapping(tenant.database, params.name))
  serve(routes.saveMapping, ({ tenant, params, body, acting }) =>
    saveMapping(tenant.database, params.name, body, acting),
  )
  serve(routes.deleteMapping, async ({ tenant, params, acting }) => {
    await deleteMapping(tenant.database, params.name, acting)
    return null
  })
}
