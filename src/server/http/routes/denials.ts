import { z } from 'zod'
import { denialChangeSchema } from '../../../shared/contract/denials.ts'
import { changeDenial } from '../../denials/change-denial.ts'
import { listDenials, readDenial, unknownDenial } from '../../denials/denial-rows.ts'
import { authorOf, principalOf } from '../authenticate.ts'
import { readJson } from '../body.ts'
import * as answers from '../denial-answers.ts'
import { denialsQuery } from '../parameters.ts'
import { claimCountRoutes } from './claim-counts.ts'
import type { App, RouteContext } from './context.ts'
import { denialImportRoutes } from './denial-imports.ts'
import { worklistMappingRoutes } from './worklist-mappings.ts'

const DEFAULT_LIMIT = 200

const idParameters = z.strictObject({ id: z.string().max(30) })
/** Denials: what is known of them, what people change, and how they come in. */
export async function denialRoutes(app: App, context: RouteContext): Promise<void> {
  const { database, tenantId, authenticate, now } = context
  const security = [{ bearer: [] }]

  app.get(
    '/v1/denials',
    {
      schema: {
        summary: 'Denials in order of receipt',
        querystring: denialsQuery,
        response: { 200: answers.denials },
        security,
      },
      preValidation: [authenticate.person('admin', 'supervisor')],
    },
    async ({ query: { limit, cursor, state: states, from, to, kind, payer, category, owner, queue, claimRef } }) =>
      listDenials(
        database,
        tenantId,
        { from, to, states, kind, payer, category, owner, queue, claimRef },
        { limit: limit ?? DEFAULT_LIMIT, cursor: cursor === '' ? undefined : cursor },
      ),
  )

  app.get(
    '/v1/denials/:id',
    {
      schema: {
        summary: 'A denial, what happened to it, and the work on its claim',
        params: idParameters,
        response: { 200: answers.denial },
        security,
      },
      preValidation: [authenticate.person('admin', 'supervisor')],
    },
    async ({ params }) => readDenial(database, tenantId, denialNo(params.id)),
  )

  app.patch(
    '/v1/denials/:id',
    {
      schema: {
        summary: 'Changes state, owner, queue or due dates; what is left out stays',
        params: idParameters,
        body: denialChangeSchema,
        response: { 200: answers.denial },
        security,
      },
      preValidation: [authenticate.person('admin', 'supervisor'), readJson],
    },
    async (request) =>
      changeDenial(database, { tenantId, denialNo: denialNo(request.params.id) }, request.body, {
        by: authorOf(principalOf(request)),
        now: now(),
      }),
  )

  claimCountRoutes(app, context)

  worklistMappingRoutes(app, context)
  await denialImportRoutes(app, context)
}

function denialNo(id: string): number {
  if (!/^[1-9]\d{0,14}$/.test(id)) throw unknownDenial()
  return Number(id)
}
