import { tenantZone } from '../../identity/tenant.ts'
import { listHiddenWork, listSpans, listTouches } from '../../reports/lists.ts'
import { readPanel } from '../../reports/panel.ts'
import { listDevices, listPeople, listUnobservable } from '../../reports/people.ts'
import * as answers from '../answers.ts'
import { hiddenWorkQuery, panelQuery, spansQuery, touchesQuery } from '../parameters.ts'
import { pageRequest, sliceReader } from '../slices.ts'
import type { App, RouteContext } from './context.ts'

const DEFAULT_PANEL_MS = 7 * 86_400_000

/** What people read. */
export function reportRoutes(app: App, { database, tenantId, authenticate, now, panelWatch }: RouteContext): void {
  const reader = { preValidation: [authenticate.person('admin', 'supervisor')] }
  const security = [{ bearer: [] }]
  const sliceOf = sliceReader(database, tenantId)

  app.get(
    '/v1/panel',
    {
      ...reader,
      schema: {
        summary: 'The team panel: one request, one screen. Without a period: the last seven days',
        querystring: panelQuery,
        response: { 200: answers.panel },
        security,
      },
    },
    async ({ query }) => {
      panelWatch.looked()
      const to = query.to ?? Math.max(now(), (query.from ?? 0) + 1)
      const slice = await sliceOf(query, { from: Math.max(0, to - DEFAULT_PANEL_MS), to })
      return readPanel(
        database,
        slice,
        await tenantZone(database, tenantId),
        await listUnobservable(database, tenantId, now()),
      )
    },
  )

  app.get(
    '/v1/people',
    {
      ...reader,
      schema: { summary: 'Everybody with an enrolled device', response: { 200: answers.people }, security },
    },
    async () => ({ rows: await listPeople(database, { tenantId, userId: null, team: null }), nextCursor: null }),
  )

  app.get(
    '/v1/devices',
    {
      ...reader,
      schema: { summary: 'Enrolled devices and their health', response: { 200: answers.devices }, security },
    },
    async () => ({ rows: await listDevices(database, tenantId), nextCursor: null }),
  )

  app.get(
    '/v1/spans',
    {
      ...reader,
      schema: {
        summary: 'Spans that start in the period, in order; with user, a timeline',
        querystring: spansQuery,
        response: { 200: answers.spans },
        security,
      },
    },
    async ({ query }) =>
      listSpans(
        database,
        await sliceOf(query),
        {
          presence: query.presence,
          activity: query.activity,
          ratings: query.rating,
          hiddenKind: query.hiddenKind,
          onlyUnattributed: query.denial === 'none',
        },
        pageRequest(query),
      ),
  )

  app.get(
    '/v1/touches',
    {
      ...reader,
      schema: {
        summary: 'Touches that start in the period, in order',
        querystring: touchesQuery,
        response: { 200: answers.touches },
        security,
      },
    },
    async ({ query }) => listTouches(database, await sliceOf(query), pageRequest(query)),
  )

  app.get(
    '/v1/hidden-work',
    {
      ...reader,
      schema: {
        summary: 'Hidden-work records, each the sum of what is tagged in the period',
        querystring: hiddenWorkQuery,
        response: { 200: answers.hiddenWork },
        security,
      },
    },
    async ({ query }) => listHiddenWork(database, await sliceOf(query), query.kind, pageRequest(query)),
  )
}
