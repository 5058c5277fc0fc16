import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { businessCalendar, lateAt } from '../../../src/shared/business-time/index.ts'
import { calendarSchema, slasSchema } from '../../../src/shared/contract/settings.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { firstTouchLate, isFirstTouchLate } from '../../../src/server/metrics/first-touch-late.ts'
import type { MetricQuery } from '../../../src/server/metrics/metric-query.ts'
import { statementParameters } from '../../../src/server/database/parameters.ts'
import { freshEndpoint } from '../support/stores.ts'

const DAY = 86_400_000
const ZONE = 'America/Chicago'
const AT = Date.UTC(2026, 10, 20, 18)
/** Every 31 hours of the year before: all days of the week, all hours of the day. */
const received = Array.from({ length: 280 }, (_, index) => AT - index * 31 * 3_600_000)
const calendars = calendarSchema.parse({
  zone: ZONE,
  holidays: ['2026-09-07'],
  teams: {
    North: {
      zone: 'America/New_York',
      holidays: Array.from({ length: 20 }, (_, day) => `2026-11-${day + 1}`.replace(/-(\d)$/, '-0$1')),
    },
  },
})

describe('whether a first touch is late', () => {
  let endpoint: Endpoint
  beforeAll(async () => (endpoint = await freshEndpoint('embedded')))
  afterAll(() => endpoint.close())

  test.each([
    { amount: 1, unit: 'business_days' },
    { amount: 10, unit: 'business_hours' },
    { amount: 7, unit: 'calendar_days' },
    // Longer than what is looked at first.
    { amount: 90, unit: 'business_days' },
    { amount: 59, unit: 'calendar_days' },
  ] as const)('$amount $unit, however long ago a denial was received', async (within) => {
    const [sla] = slasSchema.parse({ slas: [{ id: 'first', name: 'First', kind: 'first_touch', within }] }).slas
    if (!sla) throw new Error('a parsed list keeps its rows')
    const query: MetricQuery = {
      slice: { tenantId: 'main', from: AT - 30 * DAY, to: AT, userId: null, team: null, payer: null },
      ...{ filter: {}, shift: undefined, by: [], laborCentsPerHour: null, firstRecorded: null },
      ...{ calendars, zone: ZONE, at: AT, now: AT, slas: [sla], firstReceived: received.at(-1) ?? AT },
    }
    for (const team of [null, 'North']) {
      const parameters = statementParameters()
      const late = isFirstTouchLate(query, parameters)
      const instant = firstTouchLate(query, parameters, AT - 30 * DAY)
      const rows = await endpoint.database.query<{ received: number; late: boolean; instant: number }>(
        `select d.received, ${late} as late, ${instant} as instant
         from unnest(${parameters.add(`{${received.join(',')}}`)}::bigint[]) d(received)
         cross join (select ${parameters.add(team)}::text as team) o`,
        parameters.values,
      )
      const calendar = businessCalendar(calendars, within.unit === 'calendar_days' ? null : team, ZONE)
      for (const row of rows) {
        const expected = lateAt(row.received, within, calendar)
        expect(row.late, `received ${new Date(row.received).toISOString()}`).toBe((expected ?? Infinity) <= AT)
        if (row.received >= AT - 30 * DAY) expect(row.instant).toBe(expected)
      }
      expect(rows).toHaveLength(received.length)
    }
  })
})
