import { worklistRoutes as routes } from '../../../shared/contract/routes/worklist.ts'
import { readDeadlineTerms } from '../../deadlines/deadline-terms.ts'
import { readWorklist } from '../../worklist/read-worklist.ts'
import { summarizeWorklist } from '../../worklist/summarize.ts'
import { pageOf } from '../filters.ts'
import { serve } from '../serve.ts'
import type { App, RouteContext } from './context.ts'

/** Open denials in the order they are worth working on. */
export function worklistRoutes(app: App, context: RouteContext): void {
  const { now } = context
  serve(app, context, routes.worklist, async ({ scope, tenant, params }) => {
    const [deadlines, forecast] = await Promise.all([readDeadlineTerms(tenant.database, now()), tenant.forecast()])
    return readWorklist(scope, { deadlines, forecast }, params, { ...pageOf(params), sort: params.sort })
  })
  serve(app, context, routes.worklistSummary, async ({ scope, tenant, params }) =>
    summarizeWorklist(scope, await readDeadlineTerms(tenant.database, now()), params),
  )
  serve(app, context, routes.forecast, async ({ tenant }) => {
    const { rows, unknown } = await tenant.forecast()
    return {
      rows: rows.map((row) => ({ ...row, payer: row.payer === '' ? null : row.payer })),
      nextCursor: null,
      unknown,
    }
  })
}
