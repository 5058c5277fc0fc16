import { alertRoutes as routes } from '../../../shared/contract/routes/alerts.ts'
import { acknowledgeAlert, listAlerts, snoozeAlert } from '../../alerts/alert-rows.ts'
import { readDeliveryHealth } from '../../alerts/deliver.ts'
import { pageOf, pageOfAll } from '../filters.ts'
import type { Serve } from '../serve.ts'

/** Alerts: what is overdue or at risk, who acknowledged it, and whether it could be sent. */
export function alertRoutes(serve: Serve, canMail: boolean): void {
  serve(routes.alerts, ({ scope, params }) => listAlerts(scope, params, pageOf(params)))
  serve(routes.alertDelivery, async ({ tenant, params }) =>
    pageOfAll(await readDeliveryHealth(tenant.database, canMail), params),
  )
  serve(routes.acknowledgeAlert, ({ scope, params, acting }) => acknowledgeAlert(scope, params.id, acting))
  serve(routes.snoozeAlert, async ({ scope, tenant, params, body, acting }) => {
    const snoozed = await snoozeAlert(scope, params.id, { until: body.until, ...acting })
    tenant.signals.wake('alerts')
    return snoozed
  })
}
