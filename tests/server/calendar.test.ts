import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calendarOf } from '../../src/server/rollups/calendar.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { freshEndpoint, stores } from './support/stores.ts'

const QUARTER = 900_000

describe.each(stores)('local days in the %s store', (store) => {
  let endpoint: Endpoint
  beforeAll(async () => (endpoint = await freshEndpoint(store, { foldEveryMs: null })))
  afterAll(() => endpoint.close())

  async function daysOf(zone: string, from: number, to: number) {
    return endpoint.database.query<{ quarter: number; day: number; next_day: number }>(
      `select c.* from (${calendarOf('select generate_series($3::bigint, $4::bigint - 1, 900000) as quarter')}) c
       where $1 = 'main' order by quarter`,
      ['main', zone, from, to],
    )
  }

  // In each of these the clock does something at or near midnight within the four days.
  test.each([
    ['America/Chicago', Date.UTC(2026, 9, 30), 25],
    ['America/Chicago', Date.UTC(2026, 2, 7), 23],
    ['America/Havana', Date.UTC(2026, 9, 30), 25],
    ['America/Havana', Date.UTC(2026, 2, 6), 23],
    ['America/Sao_Paulo', Date.UTC(2018, 1, 16), 25],
    ['Asia/Beirut', Date.UTC(2026, 2, 27), 23],
    ['Pacific/Apia', Date.UTC(2011, 11, 28), 24],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 3), 24.5],
    ['Africa/Monrovia', Date.UTC(1971, 11, 30), 24],
    ['Asia/Kathmandu', Date.UTC(2026, 5, 1), 24],
  ])(
    '%s: each quarter hour lies in its day, and days follow each other without gap or overlap',
    async (zone, from, odd) => {
      const rows = await daysOf(zone, from, from + 4 * 24 * 3_600_000)
      expect(rows.length).toBe(4 * 96)
      const days = new Map<number, number>()
      for (const { quarter, day, next_day } of rows) {
        expect(day % QUARTER === 0 && day <= quarter && quarter < next_day).toBe(true)
        days.set(day, next_day)
      }
      const ordered = [...days].sort(([one], [other]) => one - other)
      ordered.slice(1).forEach(([day], index) => expect(day).toBe(ordered[index]?.[1]))
      expect(ordered.map(([day, next]) => (next - day) / 3_600_000)).toContain(odd)
    },
  )
})
