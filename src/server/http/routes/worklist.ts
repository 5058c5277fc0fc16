import { worklistRoutes as routes } from '../../../shared/contract/routes/worklist.ts'
import { readDeadlines } from '../../deadlines/deadline-terms.ts'
import { readProposed } from '../../worklist/proposed.ts'
import { evaluatedAt, readWorklist } from '../../worklist/read-worklist.ts'
import { summarizeWorklist } from '../../worklist/summarize.ts'
import { pageOf, pageOfAll } from '../filters.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

const DEFAULT_LIMIT = 100

/** Open denials in the order they are worth working on. */
export function worklistRoutes(serve: Serve, { now }: RouteContext): void {
  serve(routes.worklist, async ({ scope, tenant, params }) => {
    const page = pageOf({ ...params, limit: params.limit ?? DEFAULT_LIMIT })
    const at = evaluatedAt(page.cursor, now())
    const [deadlines, forecast] = await Promise.all([readDeadlines(tenant.database, at), tenant.forecast()])
    return readWorklist(scope, { deadlines, forecast }, params, { ...page, sort: params.sort })
  })
  serve(routes.proposedDenials, async ({ scope, tenant, params }) =>
    readProposed(scope, await readDeadlines(tenant.database, now()), params, pageOf(params)),
  )
  serve(routes.worklistSummary, async ({ scope, tenant, params }) =>
    summarizeWorklist(scope, await readDeadlines(tenant.database, now()), params),
  )
  serve(routes.forecast, async ({ tenant, params }) => {
    const { rows, unknown } = await tenant.forecast()
    const named = rows.map((row) => ({ ...row, payer: row.payer === '' ? null : row.payer }))
    return { ...pageOfAll(named, params), unknown }
  })
}
