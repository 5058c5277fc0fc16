import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plainArray } from '../../../src/server/database/arrays.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { firstTouchOverdue, isFirstTouchOverdue } from '../../../src/server/metrics/first-touch-overdue.ts'
import { businessCalendar, overdueAt } from '../../../src/shared/business-time/index.ts'
import { calendarSchema, slasSchema } from '../../../src/shared/contract/settings.ts'
import { DAY_MS, HOUR_MS } from '../../../src/shared/time.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'

const ZONE = 'America/Chicago'
const AT = Date.UTC(2026, 10, 20, 18)
/** Every 31 hours of the year before: all weekdays, all hours of the day. */
const received = Array.from({ length: 280 }, (_, index) => AT - index * 31 * HOUR_MS)
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

describe('whether a first touch is overdue', () => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant('postgres')))
  afterAll(() => tenant.close())

  test.each([
    { amount: 1, unit: 'business_days' },
    { amount: 10, unit: 'business_hours' },
    { amount: 7, unit: 'calendar_days' },
    // Longer than the recent part of a calendar.
    { amount: 90, unit: 'business_days' },
    { amount: 59, unit: 'calendar_days' },
  ] as const)('$amount $unit, however long ago a denial was received', async (within) => {
    const { slas } = slasSchema.parse({ slas: [{ id: 'first', name: 'First', kind: 'first_touch', within }] })
    const terms = { calendars, zone: ZONE, at: AT, slas, firstReceived: received.at(-1) ?? AT }
    for (const team of [null, 'North']) {
      const rows = await tenant.database.query<{ received: number; overdue: boolean; instant: number }>(
        sql`select d.received, ${isFirstTouchOverdue(terms)} as overdue, ${firstTouchOverdue(terms, AT - 30 * DAY_MS)} as instant
         from unnest(${plainArray(received)}::bigint[]) d(received) cross join (select ${team}::text as team) o`,
      )
      const calendar = businessCalendar(calendars, within.unit === 'calendar_days' ? null : team, ZONE)
      for (const row of rows) {
        const expected = overdueAt(row.received, within, calendar)
        expect(row.overdue, `received ${new Date(row.received).toISOString()}`).toBe((expected ?? Infinity) <= AT)
        if (row.received >= AT - 30 * DAY_MS) expect(row.instant).toBe(expected)
      }
      expect(rows).toHaveLength(received.length)
    }
  })
})
