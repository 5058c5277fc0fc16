import { z } from 'zod'
import { isMetricId, metricCatalogue, metricDefinition, metricSlices } from '../../../shared/metrics/index.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { readMetric } from '../../metrics/read-metric.ts'
import { listHiddenWork, listSpans, listTouches } from '../../reports/lists.ts'
import type { PageRequest } from '../../reports/lists.ts'
import { readPanel } from '../../reports/panel.ts'
import { listDevices, listPeople } from '../../reports/people.ts'
import { resolveUser } from '../../reports/slice.ts'
import type { Slice } from '../../reports/slice.ts'
import * as answers from '../answers.ts'
import { ALL_TIME, hiddenWorkQuery, metricQuery, panelQuery, spansQuery, touchesQuery } from '../parameters.ts'
import { problem } from '../problem.ts'
import type { App, RouteContext } from './context.ts'

const DEFAULT_PANEL_MS = 7 * 86_400_000
const DEFAULT_LIMIT = 200

interface SliceParameters {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly team?: string | undefined
  readonly user?: string | undefined
  readonly payer?: string | undefined
}

/** What people read. */
export function reportRoutes(app: App, { database, tenantId, authenticate, now }: RouteContext): void {
  const reader = { preValidation: [authenticate.person('admin', 'supervisor')] }
  const security = [{ bearer: [] }]
  const sliceOf = async (query: SliceParameters, period = ALL_TIME): Promise<Slice> => ({
    tenantId,
    from: query.from ?? period.from,
    to: query.to ?? period.to,
    userId: query.user === undefined ? null : await resolveUser(database, tenantId, query.user),
    team: query.team ?? null,
    payer: query.payer ?? null,
  })
  const pageOf = (query: { limit?: number | undefined; cursor?: string | undefined }): PageRequest => ({
    limit: query.limit ?? DEFAULT_LIMIT,
    cursor: query.cursor === '' ? undefined : query.cursor,
  })

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
      const to = query.to ?? Math.max(now(), (query.from ?? 0) + 1)
      const slice = await sliceOf(query, { from: Math.max(0, to - DEFAULT_PANEL_MS), to })
      return readPanel(database, slice, await tenantZone(database, tenantId))
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
        pageOf(query),
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
    async ({ query }) => listTouches(database, await sliceOf(query), pageOf(query)),
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
    async ({ query }) => listHiddenWork(database, await sliceOf(query), query.kind, pageOf(query)),
  )

  app.get(
    '/v1/metrics',
    { ...reader, schema: { summary: 'What each metric means', response: { 200: answers.metricCatalogue }, security } },
    async () => ({ rows: metricCatalogue, nextCursor: null }),
  )

  app.get(
    '/v1/metrics/:id',
    {
      ...reader,
      schema: {
        summary: 'A metric over a period, as a whole or by a slice',
        params: z.strictObject({ id: z.string().max(100) }),
        querystring: metricQuery,
        response: { 200: answers.metric },
        security,
      },
    },
    async ({ params, query }) => {
      if (!isMetricId(params.id)) throw problem(404, 'unknown_metric', 'No such metric; GET /v1/metrics lists them.')
      const { slices } = metricDefinition(params.id)
      const by = metricSlices.find((slice) => slice === query.by)
      if (query.by !== undefined && (by === undefined || !slices.includes(by))) {
        throw problem(400, 'bad_parameter', 'Not valid: by', {
          errors: [{ pointer: '/by', detail: `expected ${slices.join(' or ')}` }],
        })
      }
      return readMetric(database, params.id, await sliceOf(query), by)
    },
  )
}
