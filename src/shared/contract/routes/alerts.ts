import { z } from 'zod'
import { alertLevels, alertRow, alertStates, deliveryHealth, finding } from '../alerts.ts'
import { count, instant, pageOf } from '../answer-fields.ts'
import { epochMs } from '../fields.ts'
import { listOf, nameParam, oneOf, pageShape, periodShape } from './fields.ts'
import { routes, routesWith } from './route.ts'

const ofAlerts = routesWith({ tag: 'Alerts', access: 'person' })
const ofFindings = routesWith({ tag: 'Findings', access: 'person' })
const unknownAlert = { status: 404, code: 'unknown_alert', when: 'there is no such alert' }
const id = z.string().min(1).max(120)
const findingId = z.string().min(1).max(300)

export const alertRoutes = routes({
  alerts: ofAlerts.get('/v1/alerts', {
    summary: 'Alerts, the oldest due first; without a state, all but those resolved',
    params: {
      ...pageShape,
      state: listOf(alertStates).describe('one state, or several with commas'),
      level: oneOf(alertLevels),
    },
    answer: pageOf(alertRow),
  }),
  alertDelivery: ofAlerts.get('/v1/alerts/delivery', {
    summary: 'Health of the channels that alerts go to, with the last failure',
    params: pageShape,
    answer: pageOf(deliveryHealth),
  }),
  acknowledgeAlert: ofAlerts.post('/v1/alerts/{id}/acknowledge', {
    summary: 'Acknowledges an alert; it is raised again only when it becomes overdue',
    params: { id },
    answer: alertRow,
    problems: [unknownAlert],
  }),
  snoozeAlert: ofAlerts.post('/v1/alerts/{id}/snooze', {
    summary: 'Snoozes an alert until a time; it comes back then, or at once when it becomes overdue',
    params: { id },
    body: z.strictObject({ until: epochMs }),
    answer: alertRow,
    problems: [unknownAlert],
  }),
})

export const findingRoutes = routes({
  findings: ofFindings.get('/v1/findings', {
    summary:
      'Sentences with their evidence and a recommended action, the weightiest first, as of up to two minutes ago. Without a period: the last seven days',
    params: { ...periodShape, team: nameParam },
    answer: z.object({ rows: z.array(finding).readonly(), considered: count, dismissed: count, foundAt: instant }),
  }),
  dismissFinding: ofFindings.post('/v1/findings/{id}/dismiss', {
    summary: 'Keeps a finding from being shown',
    params: { id: findingId },
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  }),
  restoreFinding: ofFindings.remove('/v1/findings/{id}/dismiss', {
    summary: 'Shows a dismissed finding again',
    params: { id: findingId },
  }),
})
