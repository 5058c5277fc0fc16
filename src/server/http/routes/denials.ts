import { denialRoutes as routes } from '../../../shared/contract/routes/denials.ts'
import { changeDenial } from '../../denials/change-denial.ts'
import { storeClaimCounts } from '../../denials/claim-counts.ts'
import { listDenials, unknownDenial } from '../../denials/denial-rows.ts'
import { authorOf } from '../../identity/principal.ts'
import { readDenial } from '../../reports/denial-detail.ts'
import { pageOf } from '../filters.ts'
import { serve } from '../serve.ts'
import type { App, RouteContext } from './context.ts'

/** Denials: what is known of them, and what people change. */
export function denialRoutes(app: App, context: RouteContext): void {
  serve(app, context, routes.denials, ({ scope, params: { limit, cursor, state: states, ...filter } }) =>
    listDenials(scope, { ...filter, states }, pageOf({ limit, cursor })),
  )
  serve(app, context, routes.denial, ({ scope, params }) => readDenial(scope, denialNo(params.id)))
  serve(app, context, routes.changeDenial, async ({ scope, tenant, params, body, principal }) => {
    const no = denialNo(params.id)
    await changeDenial(scope, no, body, { by: authorOf(principal), now: context.now() })
    tenant.signals.wake('dirty_claims', 'due_status', 'alerts')
    return readDenial(scope, no)
  })
  serve(app, context, routes.saveClaimCounts, async ({ tenant, body }) => {
    await storeClaimCounts(tenant.database, body)
    return { rows: body.rows.length }
  })
}

/** @throws HttpProblem 404 `unknown_denial`. */
function denialNo(id: string): number {
  if (!/^[1-9]\d{0,14}$/.test(id)) throw unknownDenial()
  return Number(id)
}
