import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { businessCalendar, lateAt } from '../../../src/shared/business-time/index.ts'
import { calendarSchema } from '../../../src/shared/contract/settings.ts'
import { statementParameters } from '../../../src/server/database/parameters.ts'
import { lateSql, lateTable } from '../../../src/server/deadlines/late-table.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { freshEndpoint, stores } from '../support/stores.ts'

const HOUR = 3_600_000
const zone = 'America/New_York'
const noHours = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const calendars = calendarSchema.parse({
  zone,
  holidays: ['2026-11-26'],
  teams: { West: { zone: 'America/Los_Angeles' }, Gone: { hours: noHours }, Shifts: { shifts: [] } },
})

describe.each(stores)('deadlines looked up on the %s store', (store) => {
  let endpoint: Endpoint
  beforeAll(async () => (endpoint = await freshEndpoint(store)))
  afterAll(() => endpoint.close())

  test.each([
    { amount: 1, unit: 'business_days' },
    { amount: 5, unit: 'business_hours' },
    { amount: 7, unit: 'calendar_days' },
  ] as const)('within $amount $unit: the same as one by one, for every team', async (within) => {
    const from = Date.parse('2026-10-26T00:00:00-04:00')
    const starts = Array.from({ length: 200 }, (_, index) => from + index * 4 * HOUR + 17)
    const teams = [null, 'West', 'Gone', 'Shifts', 'Unheard of']
    const table = lateTable({ within, calendars, zone, from, to: starts.at(-1) ?? from })
    const parameters = statementParameters()
    const given = starts.flatMap((start) => teams.map((team) => ({ start, team })))
    const rows = await endpoint.database.query<{ late: number | null }>(
      `select ${lateSql(table, parameters, 's.start', 's.team')} as late
       from json_to_recordset(${parameters.add(JSON.stringify(given))}::json) as s(start bigint, team text)`,
      parameters.values,
    )
    expect(rows.map(({ late }) => late)).toEqual(
      given.map(({ start, team }) =>
        // Calendar days are the tenant's for everybody.
        lateAt(start, within, businessCalendar(calendars, within.unit === 'calendar_days' ? null : team, zone)),
      ),
    )
  })

  test('what has not started is never late', async () => {
    const parameters = statementParameters()
    const within = { amount: 1, unit: 'business_days' } as const
    const late = lateSql(lateTable({ within, calendars, zone, from: 0, to: 1 }), parameters, 'null', 'null')
    expect(await endpoint.database.query(`select ${late} as late`, parameters.values)).toEqual([{ late: null }])
  })
})
