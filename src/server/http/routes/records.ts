import { listConnectivity, listInput, listManualTime } from '../../reports/manual-time-lists.ts'
import * as answers from '../answers.ts'
import { besideQuery } from '../parameters.ts'
import { pageRequest, sliceReader } from '../slices.ts'
import type { App, RouteContext } from './context.ts'

/** What people read of what devices tell beside windows. */
export function recordRoutes(app: App, { database, tenantId, authenticate }: RouteContext): void {
  const reader = { preValidation: [authenticate.person('admin', 'supervisor')] }
  const security = [{ bearer: [] }]
  const sliceOf = sliceReader(database, tenantId)

  app.get(
    '/v1/manual-time',
    {
      ...reader,
      schema: {
        summary: 'Time that people named away from the keyboard; it is in no number of captured time',
        querystring: besideQuery,
        response: { 200: answers.manualTime },
        security,
      },
    },
    async ({ query }) => listManualTime(database, await sliceOf(query), pageRequest(query)),
  )

  app.get(
    '/v1/input',
    {
      ...reader,
      schema: {
        summary:
          'Key presses and pointer movements a minute, as far as the policy has them counted; no other number is made from them',
        querystring: besideQuery,
        response: { 200: answers.input },
        security,
      },
    },
    async ({ query }) => listInput(database, await sliceOf(query), pageRequest(query)),
  )

  app.get(
    '/v1/connectivity',
    {
      ...reader,
      schema: {
        summary: 'Stretches in which a device could not reach the endpoint',
        querystring: besideQuery,
        response: { 200: answers.connectivity },
        security,
      },
    },
    async ({ query }) => listConnectivity(database, await sliceOf(query), pageRequest(query)),
  )
}
