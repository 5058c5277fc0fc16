import { denialRoutes as routes } from '../../../shared/contract/routes/denials.ts'
import { changeDenial } from '../../denials/change-denial.ts'
import { storeClaimCounts } from '../../denials/claim-counts.ts'
import { listDenials, unknownDenial } from '../../denials/denial-rows.ts'
import { findClaims } from '../../denials/find-claims.ts'
import { listUndecidedCodes } from '../../denials/undecided-codes.ts'
import { readDenial } from '../../reports/denial-detail.ts'
import { pageOf } from '../filters.ts'
import type { Serve } from '../serve.ts'

/** Denials: what is known of them, and what people change. */
export function denialRoutes(serve: Serve): void {
  serve(routes.denials, ({ scope, params }) => listDenials(scope, params, pageOf(params)))
  serve(routes.denial, ({ scope, params }) => readDenial(scope, denialNo(params.id)))
  serve(routes.changeDenial, async ({ scope, tenant, params, body, acting }) => {
    const no = denialNo(params.id)
    await changeDenial(scope, no, body, acting)
    tenant.signals.wake('dirty_claims', 'due_status', 'alerts')
    return readDenial(scope, no)
  })
  serve(routes.searchClaims, ({ scope, params }) => findClaims(scope, params.q))
  serve(routes.undecidedCodes, ({ scope }) => listUndecidedCodes(scope))
  serve(routes.saveClaimCounts, async ({ tenant, params, body, acting }) => {
    await storeClaimCounts(tenant.database, body, acting, params.sample !== undefined)
    return { rows: body.rows.length }
  })
}

/** @throws HttpProblem 404 `unknown_denial`. */
function denialNo(id: string): number {
  if (!/^[1-9]\d{0,14}$/.test(id)) throw unknownDenial()
  return Number(id)
}
