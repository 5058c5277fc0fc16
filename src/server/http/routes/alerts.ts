import { alertRoutes as routes } from '../../../shared/contract/routes/alerts.ts'
import { acknowledgeAlert, listAlerts, snoozeAlert } from '../../alerts/alert-rows.ts'
import { readDeliveryHealth } from '../../alerts/deliver.ts'
import { authorOf } from '../../identity/principal.ts'
import { pageOf, pageOfAll } from '../filters.ts'
import { serve } from '../serve.ts'
import type { App, RouteContext } from './context.ts'

/** Alerts: what is overdue or at risk, who acknowledged it, and whether it could be sent. */
export function alertRoutes(app: App, context: RouteContext, canMail: boolean): void {
  const { now } = context
  serve(app, context, routes.alerts, ({ scope, params }) =>
    listAlerts(scope, { states: params.state, level: params.level }, pageOf(params)),
  )
  serve(app, context, routes.alertDelivery, async ({ tenant, params }) =>
    pageOfAll(await readDeliveryHealth(tenant.database, canMail), params),
  )
  serve(app, context, routes.acknowledgeAlert, ({ scope, params, principal }) =>
    acknowledgeAlert(scope, params.id, { by: authorOf(principal), now: now() }),
  )
  serve(app, context, routes.snoozeAlert, async ({ scope, tenant, params, body, principal }) => {
    const snoozed = await snoozeAlert(scope, params.id, { until: body.until, by: authorOf(principal), now: now() })
    tenant.signals.wake('alerts')
    return snoozed
  })
}
