import { z } from 'zod'
import { dueKinds } from '../../shared/contract/worklist.ts'
import { page } from './answers.ts'
import { denialRow } from './denial-answers.ts'

// What the routes of the worklist answer, for the OpenAPI document. The types are in shared/contract/worklist.ts.

const count = z.number().int()
const instant = z.number().int().describe('epoch ms')

const recoveryForecast = z.object({
  overturnRate: z.number().describe('probability that an appeal wins'),
  minutes: z.number().describe('of work a denial takes'),
  resolved: count,
  overturned: count,
  worked: count,
})

export const worklist = page(
  denialRow.extend({
    priority: z.number().describe('cents expected back per minute of work'),
    forecast: recoveryForecast,
    due: z
      .object({
        kind: z.enum(dueKinds),
        slaId: z.string().nullable().describe('null: the legal limit of an appeal, or the denial’s own follow-up day'),
        at: instant,
        standing: z.enum(['late', 'risk', 'ahead']),
      })
      .nullable(),
    touches: count.describe('since receipt, like the following'),
    activeMs: count,
    firstTouchAt: instant.nullable(),
    lastTouchAt: instant.nullable(),
    people: count,
    rechecks: count,
    team: z.string().nullable(),
  }),
)

const sum = z.object({ count, deniedCents: count })
export const worklistSummary = z.object({ late: sum, risk: sum, open: sum.describe('late and at risk included') })

export const forecast = page(recoveryForecast.extend({ payer: z.string().nullable(), category: z.string() })).extend({
  unknown: recoveryForecast.describe('of a payer and category without a history'),
})
