import { z } from 'zod'
import { claimCountsSchema } from '../../../shared/contract/denials.ts'
import { storeClaimCounts } from '../../denials/claim-counts.ts'
import { readJson } from '../body.ts'
import type { App, RouteContext } from './context.ts'

/** What billing systems count of claims: no 835 says what was clean. */
export function claimCountRoutes(app: App, { database, tenantId, authenticate }: RouteContext): void {
  app.put(
    '/v1/claim-counts',
    {
      schema: {
        summary: 'Claims submitted, accepted and clean by day and payer; the same day and payer again replaces it',
        body: claimCountsSchema,
        response: { 200: z.object({ rows: z.number().int() }) },
        security: [{ bearer: [] }],
      },
      preValidation: [authenticate.person('admin'), readJson],
    },
    async ({ body }) => {
      await storeClaimCounts(database, tenantId, body)
      return { rows: body.rows.length }
    },
  )
}
