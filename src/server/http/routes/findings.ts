import { findingRoutes as routes } from '../../../shared/contract/routes/alerts.ts'
import { dismissFinding, undismissFinding } from '../../findings/read-findings.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { filtersOf, lastWeek } from '../filters.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** What the numbers say that could be acted on. */
export function findingRoutes(serve: Serve, { now }: RouteContext): void {
  serve(routes.findings, async ({ scope, tenant, params }) => {
    const filters = await filtersOf(scope, params, lastWeek(params, now()))
    return tenant.findings(scope, filters, await tenantZone(tenant.database))
  })
  serve(routes.dismissFinding, async ({ tenant, params, body, acting }) => {
    await dismissFinding(tenant.database, params.id, body.reason, acting)
    return null
  })
  serve(routes.restoreFinding, async ({ tenant, params, acting }) => {
    await undismissFinding(tenant.database, params.id, acting)
    return null
  })
}
