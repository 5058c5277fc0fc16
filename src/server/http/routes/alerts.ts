import { alertRoutes as routes } from '../../../shared/contract/routes/alerts.ts'
import { acknowledgeAlert, listAlerts, snoozeAlert } from '../../alerts/alert-rows.ts'
import { readDeliveryHealth } from '../../alerts/deliver.ts'
import { authorOf } from '../../identity/principal.ts'
import { pageOf, pageOfAll } from '../filters.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** Alerts: what is overdue or at risk, who acknowledged it, and whether it could be sent. */
export function alertRoutes(serve: Serve, { now }: RouteContext, canMail: boolean): void {
  serve(routes.alerts, ({ scope, params }) => listAlerts(scope, params, pageOf(params)))
  serve(routes.alertDelivery, async ({ tenant, params }) =>
    pageOfAll(await readDeliveryHealth(tenant.database, canMail), params),
  )
  serve(routes.acknowledgeAlert, ({ scope, params, principal }) =>
    acknowledgeAlert(scope, params.id, { by: authorOf(principal), now: now() }),
  )
  serve(routes.snoozeAlert, async ({ scope, tenant, params, body, principal }) => {
    const snoozed = await snoozeAlert(scope, params.id, { until: body.until, by: authorOf(principal), now: now() })
    tenant.signals.wake('alerts')
    return snoozed
  })
}
