import { z } from 'zod'
import { cents, count, instant, nullableName } from './answer-fields.ts'
import { dueKinds } from './worklist.ts'

/** `open` until a person acknowledges it; `snoozed` until a time; `resolved` automatically when the denial was worked or closed. */
export const alertStates = ['open', 'acknowledged', 'snoozed', 'resolved'] as const
export type AlertState = (typeof alertStates)[number]

/** What an alert is about: an in-house target (an SLA), or the payer's appeal deadline. */
export const alertClocks = ['target', 'deadline'] as const
export type AlertClock = (typeof alertClocks)[number]

export const alertLevels = ['at_risk', 'overdue'] as const
export type AlertLevel = (typeof alertLevels)[number]

/** `GET /v1/alerts`: one for each SLA, denial and due time. It is raised once; `at_risk` becomes `overdue` in the same alert. */
export const alertRow = z.object({
  id: z.string(),
  slaId: z.string(),
  slaName: z.string(),
  kind: z.enum(dueKinds),
  clock: z.enum(alertClocks),
  level: z.enum(alertLevels),
  state: z.enum(alertStates),
  denialId: z.string(),
  claimRef: z.string(),
  payer: nullableName,
  leftCents: cents,
  owner: nullableName,
  team: nullableName,
  dueAt: instant,
  raisedAt: instant,
  snoozedUntil: instant.nullable(),
  handledBy: nullableName,
})
export type AlertRow = z.output<typeof alertRow>

/** `GET /v1/alerts/delivery`: how a channel for alerts does. */
export const deliveryHealth = z.object({
  channel: z.enum(['email', 'webhook']),
  target: z.string().describe('id of the webhook, or email'),
  configured: z.boolean(),
  waiting: count,
  givenUp: count,
  delivered: count,
  lastDeliveredAt: instant.nullable(),
  nextAttemptAt: instant.nullable(),
  lastError: nullableName,
})
export type DeliveryHealth = z.output<typeof deliveryHealth>

/** Where the rows behind a finding are: a metric, or a list, with its filters. */
const evidenceLink = z.object({
  to: z.string().describe('path of the app with its query, /team?… or /worklist?…'),
  label: z.string(),
})

/** `GET /v1/findings`: a sentence with its evidence and a recommended action. */
export const finding = z.object({
  id: z.string().describe('stable for the rule and what it is about, so that a dismissal holds'),
  rule: z.string(),
  action: z.enum(['staffing', 'training', 'routing', 'process']),
  sentence: z
    .array(z.object({ text: z.string(), figure: z.boolean().optional() }))
    .readonly()
    .describe('in parts; figures are emphasized'),
  evidence: z.string().describe('the numbers it rests on, in words: counts, period, comparison'),
  advice: z.string(),
  from: instant,
  to: instant,
  weight: z
    .number()
    .describe('what orders findings: cents at stake in a week where the labor cost is known, else minutes'),
  link: evidenceLink,
})
export type Finding = z.output<typeof finding>
