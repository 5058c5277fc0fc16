import { setupRoutes as routes } from '../../../shared/contract/routes/setup.ts'
import { readSetup } from '../../setup/read-setup.ts'
import { removeSample } from '../../setup/sample.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** What a tenant still needs. */
export function setupRoutes(serve: Serve, { now }: Pick<RouteContext, 'now'>): void {
  serve(routes.setup, ({ tenant }) => readSetup(tenant.database, now()))
  serve(routes.removeSample, async ({ tenant, acting }) => {
    const removed = await removeSample(tenant.database, acting)
    tenant.signals.wake('roll_up', 'dirty_claims', 'due_status', 'alerts', 'reports')
    return removed
  })
}
