import type { z } from 'zod'
import { readDeadlines } from '../../deadlines/deadline-terms.ts'
import type { ForecastSource } from '../../forecast/recovery-forecast.ts'
import { judgedAt, readWorklist } from '../../worklist/read-worklist.ts'
import { summariseWorklist } from '../../worklist/summarise.ts'
import type { WorklistFilter } from '../../worklist/filter.ts'
import { worklistQuery, worklistSummaryQuery } from '../parameters.ts'
import * as answers from '../worklist-answers.ts'
import type { App, RouteContext } from './context.ts'

const DEFAULT_LIMIT = 100

/** What to do next: open denials, the most pressing first, and what their order rests on. */
export function worklistRoutes(
  app: App,
  { database, tenantId, authenticate, now }: RouteContext,
  forecast: ForecastSource,
): void {
  const reader = { preValidation: [authenticate.person('admin', 'supervisor')] }
  const security = [{ bearer: [] }]

  app.get(
    '/v1/worklist',
    {
      ...reader,
      schema: {
        summary: 'Open denials: late, then at risk, then by expected recovery per expected minute',
        description:
          'Late and at risk are ordered by kind (appeal, first touch, follow-up, custom) and the oldest due first. ' +
          'A cursor keeps the moment its first page was judged at.',
        querystring: worklistQuery,
        response: { 200: answers.worklist },
        security,
      },
    },
    async ({ query }) => {
      const cursor = query.cursor === '' ? undefined : query.cursor
      const [deadlines, learnt] = await Promise.all([
        readDeadlines(database, tenantId, judgedAt(cursor, now())),
        forecast(),
      ])
      return readWorklist(database, tenantId, { deadlines, forecast: learnt }, filterOf(query), {
        limit: query.limit ?? DEFAULT_LIMIT,
        cursor,
        sort: query.sort,
      })
    },
  )

  app.get(
    '/v1/worklist/summary',
    {
      ...reader,
      schema: {
        summary: 'How many open denials are late, at risk and open, with their denied amounts',
        querystring: worklistSummaryQuery,
        response: { 200: answers.worklistSummary },
        security,
      },
    },
    async ({ query }) =>
      summariseWorklist(database, tenantId, await readDeadlines(database, tenantId, now()), filterOf(query)),
  )

  app.get(
    '/v1/recovery-forecast',
    {
      ...reader,
      schema: {
        summary: 'Overturn rates and minutes by payer and category, as learnt, with the counts they rest on',
        response: { 200: answers.forecast },
        security,
      },
    },
    async () => {
      const { rows, unknown } = await forecast()
      return {
        rows: rows.map(({ payer, ...row }) => ({ payer: payer === '' ? null : payer, ...row })),
        unknown,
        nextCursor: null,
      }
    },
  )
}

type Query = z.output<typeof worklistSummaryQuery>

function filterOf(query: Query): WorklistFilter {
  const { team, user, payer, category, serviceLine, location, provider, queue, valueBand, ageBucket, due, state } =
    query
  return {
    team,
    user,
    payer,
    category,
    serviceLine,
    location,
    provider,
    queue,
    valueBand,
    ageBucket,
    due,
    states: state,
  }
}
