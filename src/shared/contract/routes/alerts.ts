import { z } from 'zod'
import { alertLevels, alertRow, alertStates, deliveryHealth, finding } from '../alerts.ts'
import { count, instant, pageOf } from '../answer-fields.ts'
import { LATEST_MS, listOf, nameParam, oneOf, ordered, pageShape, periodShape, pageParams } from './fields.ts'
import { route, routes } from './route.ts'

const access = ['admin', 'supervisor'] as const
const unknownAlert = { status: 404, code: 'unknown_alert', when: 'there is no such alert' }
const id = z.string().min(1).max(120)
const findingId = z.string().min(1).max(300)

export const alertRoutes = routes({
  alerts: route({
    method: 'GET',
    path: '/v1/alerts',
    tag: 'Alerts',
    summary: 'Alerts, the oldest due first; without a state, all but those resolved',
    access,
    params: z.strictObject({
      ...pageShape,
      state: listOf(alertStates).describe('one state, or several with commas'),
      level: oneOf(alertLevels),
    }),
    answer: pageOf(alertRow),
  }),
  alertDelivery: route({
    method: 'GET',
    path: '/v1/alerts/delivery',
    tag: 'Alerts',
    summary: 'Health of the channels that alerts go to, with the last failure',
    access,
    params: pageParams,
    answer: pageOf(deliveryHealth),
  }),
  acknowledgeAlert: route({
    method: 'POST',
    path: '/v1/alerts/{id}/acknowledge',
    tag: 'Alerts',
    summary: 'Acknowledges an alert; it is raised again only when it becomes overdue',
    access,
    params: z.strictObject({ id }),
    answer: alertRow,
    problems: [unknownAlert],
  }),
  snoozeAlert: route({
    method: 'POST',
    path: '/v1/alerts/{id}/snooze',
    tag: 'Alerts',
    summary: 'Snoozes an alert until a time; it comes back then, or at once when it becomes overdue',
    access,
    params: z.strictObject({ id }),
    body: z.strictObject({ until: z.number().int().min(0).max(LATEST_MS) }),
    answer: alertRow,
    problems: [unknownAlert],
  }),
})

export const findingRoutes = routes({
  findings: route({
    method: 'GET',
    path: '/v1/findings',
    tag: 'Findings',
    summary:
      'Sentences with their evidence and a recommended action, the weightiest first, as of up to two minutes ago. Without a period: the last seven days',
    access,
    params: z.strictObject({ ...periodShape, team: nameParam }).refine(...ordered),
    answer: z.object({ rows: z.array(finding).readonly(), considered: count, dismissed: count, foundAt: instant }),
  }),
  dismissFinding: route({
    method: 'POST',
    path: '/v1/findings/{id}/dismiss',
    tag: 'Findings',
    summary: 'Keeps a finding from being shown',
    access,
    params: z.strictObject({ id: findingId }),
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  }),
  restoreFinding: route({
    method: 'DELETE',
    path: '/v1/findings/{id}/dismiss',
    tag: 'Findings',
    summary: 'Shows a dismissed finding again',
    access,
    params: z.strictObject({ id: findingId }),
  }),
})
