import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../src/server/database/sql.ts'
import { overdueSql, overdueTable } from '../../../src/server/deadlines/overdue-table.ts'
import { businessCalendar, overdueAt } from '../../../src/shared/business-time/index.ts'
import { calendarSchema } from '../../../src/shared/contract/settings.ts'
import { HOUR_MS } from '../../../src/shared/time.ts'
import { storesOfPlainSql } from '../support/stores.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'

const zone = 'America/New_York'
const noHours = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const calendars = calendarSchema.parse({
  zone,
  holidays: ['2026-11-26'],
  teams: { West: { zone: 'America/Los_Angeles' }, Gone: { hours: noHours }, Shifts: { shifts: [] } },
})

describe.each(storesOfPlainSql)('deadlines looked up on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  test.each([
    { amount: 1, unit: 'business_days' },
    { amount: 5, unit: 'business_hours' },
    { amount: 7, unit: 'calendar_days' },
  ] as const)('within $amount $unit: the same as computed one by one, for every team', async (within) => {
    const from = Date.parse('2026-10-26T00:00:00-04:00')
    const starts = Array.from({ length: 200 }, (_, index) => from + index * 4 * HOUR_MS + 17)
    const teams = [null, 'West', 'Gone', 'Shifts', 'Unheard of']
    const table = overdueTable({ within, calendars, zone, from, to: starts.at(-1) ?? from })
    const given = starts.flatMap((start) => teams.map((team) => ({ start, team })))
    const rows = await tenant.database.query<{ overdue: number | null }>(
      sql`select ${overdueSql(table, sql`s.start`, sql`s.team`)} as overdue
       from json_to_recordset(${JSON.stringify(given)}::json) as s(start bigint, team text)`,
    )
    expect(rows.map(({ overdue }) => overdue)).toEqual(
      given.map(({ start, team }) =>
        // Calendar days are the tenant's for everybody.
        overdueAt(start, within, businessCalendar(calendars, within.unit === 'calendar_days' ? null : team, zone)),
      ),
    )
  })

  test('what has not started is never overdue', async () => {
    const within = { amount: 1, unit: 'business_days' } as const
    const table = overdueTable({ within, calendars, zone, from: 0, to: 1 })
    const overdue = overdueSql(table, sql`null`, sql`null`)
    expect(await tenant.database.query(sql`select ${overdue} as overdue`)).toEqual([{ overdue: null }])
  })
})
