import { setupRoutes as routes } from '../../../shared/contract/routes/setup.ts'
import { readSetup } from '../../setup/read-setup.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** What a tenant still needs. */
export function setupRoutes(serve: Serve, { now }: Pick<RouteContext, 'now'>): void {
  serve(routes.setup, ({ tenant }) => readSetup(tenant.database, now()))
}
