import { z } from 'zod'
import { alertStates } from '../../shared/contract/alerts.ts'
import { slaKinds } from '../../shared/contract/settings.ts'
import { page } from './answers.ts'

// What the routes of alerts answer, for the OpenAPI document. The types are in shared/contract/alerts.ts.

const count = z.number().int()
const instant = z.number().int().describe('epoch ms')
const name = z.string().nullable()

export const alert = z.object({
  id: z.string(),
  slaId: z.string(),
  slaName: z.string(),
  kind: z.enum(slaKinds),
  level: z.enum(['risk', 'late']),
  state: z.enum(alertStates),
  denialId: z.string(),
  claimRef: z.string(),
  payer: name,
  deniedCents: z.number().int(),
  owner: name,
  team: name,
  dueAt: instant,
  raisedAt: instant,
  snoozedUntil: instant.nullable(),
  handledBy: name,
})
export const alerts = page(alert)

export const deliveryHealth = page(
  z.object({
    channel: z.enum(['email', 'webhook']),
    target: z.string().describe('id of the webhook, or email'),
    configured: z.boolean(),
    waiting: count,
    givenUp: count,
    delivered: count,
    lastDeliveredAt: instant.nullable(),
    nextAttemptAt: instant.nullable(),
    lastError: name,
  }),
)
