import { z } from 'zod'
import { createFindingsSource, dismissFinding, undismissFinding } from '../../findings/read-findings.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { authorOf, principalOf } from '../authenticate.ts'
import { readJson } from '../body.ts'
import { findingsQuery } from '../parameters.ts'
import { sliceReader } from '../slices.ts'
import type { App, RouteContext } from './context.ts'

const WEEK_MS = 7 * 86_400_000

const finding = z.object({
  id: z.string(),
  rule: z.string(),
  action: z.enum(['staffing', 'training', 'routing', 'process']),
  sentence: z.array(z.object({ text: z.string(), figure: z.boolean().optional() })).readonly(),
  evidence: z.string(),
  advice: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  weight: z.number(),
  link: z.object({ to: z.string(), label: z.string() }),
})
const dismissal = z.strictObject({ reason: z.string().trim().min(1).max(500) })

/** What the numbers say that could be acted on. */
export function findingRoutes(app: App, { database, tenantId, authenticate, now }: RouteContext): void {
  const reader = authenticate.person('admin', 'supervisor')
  const security = [{ bearer: [] }]
  const params = z.strictObject({ id: z.string().min(1).max(300) })
  const sliceOf = sliceReader(database, tenantId)
  const findings = createFindingsSource(database, now)

  app.get(
    '/v1/findings',
    {
      schema: {
        summary:
          'Sentences with their evidence and an action, what weighs most first, as of up to two minutes ago. Without a period: the last seven days',
        querystring: findingsQuery,
        response: {
          200: z.object({
            rows: z.array(finding).readonly(),
            considered: z.number().int(),
            dismissed: z.number().int(),
            foundAt: z.number().int(),
          }),
        },
        security,
      },
      preValidation: [reader],
    },
    async ({ query }) => {
      const to = query.to ?? Math.max(now(), (query.from ?? 0) + 1)
      const slice = await sliceOf(query, { from: Math.max(0, to - WEEK_MS), to })
      return findings(slice, await tenantZone(database, tenantId))
    },
  )

  app.post(
    '/v1/findings/:id/dismiss',
    {
      schema: { summary: 'Keeps a finding from being shown', params, body: dismissal, security },
      preValidation: [reader, readJson],
    },
    async (request, reply) => {
      const { reason } = request.body
      await dismissFinding(database, tenantId, request.params.id, {
        reason,
        by: authorOf(principalOf(request)),
        now: now(),
      })
      return reply.code(204).send()
    },
  )

  app.delete(
    '/v1/findings/:id/dismiss',
    { schema: { summary: 'Shows a dismissed finding again', params, security }, preValidation: [reader] },
    async (request, reply) => {
      await undismissFinding(database, tenantId, request.params.id)
      return reply.code(204).send()
    },
  )
}
