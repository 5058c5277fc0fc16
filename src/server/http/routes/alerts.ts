import { z } from 'zod'
import { acknowledgeAlert, listAlerts, snoozeAlert } from '../../alerts/alert-rows.ts'
import { readDeliveryHealth } from '../../alerts/deliver.ts'
import * as answers from '../alert-answers.ts'
import { authorOf, principalOf } from '../authenticate.ts'
import { readJson } from '../body.ts'
import { alertsQuery } from '../parameters.ts'
import type { App, RouteContext } from './context.ts'

const DEFAULT_LIMIT = 200

const idParameters = z.strictObject({ id: z.string().max(120) })
const snoozeBody = z.strictObject({ until: z.number().int().min(0).max(8_640_000_000_000_000) })

/** Alerts: what is late or at risk, who looks after it, and whether it could be told elsewhere. */
export function alertRoutes(app: App, { database, tenantId, authenticate, now }: RouteContext, canMail: boolean): void {
  const security = [{ bearer: [] }]
  const person = authenticate.person('admin', 'supervisor')

  app.get(
    '/v1/alerts',
    {
      schema: {
        summary: 'Alerts, the oldest due first; without a state, all but those resolved',
        querystring: alertsQuery,
        response: { 200: answers.alerts },
        security,
      },
      preValidation: [person],
    },
    async ({ query: { state: states, level, limit, cursor } }) =>
      listAlerts(
        database,
        tenantId,
        { states, level },
        { limit: limit ?? DEFAULT_LIMIT, cursor: cursor === '' ? undefined : cursor },
      ),
  )

  app.get(
    '/v1/alerts/delivery',
    {
      schema: {
        summary: 'Health of the channels alerts are told by, with what failed last',
        response: { 200: answers.deliveryHealth },
        security,
      },
      preValidation: [person],
    },
    async () => ({ rows: await readDeliveryHealth(database, tenantId, canMail), nextCursor: null }),
  )

  app.post(
    '/v1/alerts/:id/acknowledge',
    {
      schema: {
        summary: 'Somebody looks after it; it is raised again only when it becomes late',
        params: idParameters,
        response: { 200: answers.alert },
        security,
      },
      preValidation: [person],
    },
    async (request) =>
      acknowledgeAlert(database, tenantId, request.params.id, { by: authorOf(principalOf(request)), now: now() }),
  )

  app.post(
    '/v1/alerts/:id/snooze',
    {
      schema: {
        summary: 'Puts it away until a time; it comes back then, or at once when it becomes late',
        params: idParameters,
        body: snoozeBody,
        response: { 200: answers.alert },
        security,
      },
      preValidation: [person, readJson],
    },
    async (request) =>
      snoozeAlert(database, tenantId, request.params.id, {
        until: request.body.until,
        by: authorOf(principalOf(request)),
        now: now(),
      }),
  )
}
