import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import { calendarOf } from '../../src/server/rollups/calendar.ts'
import { HOUR_MS } from '../../src/shared/time.ts'
import { storesOfPlainSql } from './support/stores.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

const BUCKET_MS = HOUR_MS / 4

describe.each(storesOfPlainSql)('local days in the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  async function daysOf(zone: string, from: number, to: number) {
    const buckets = sql`select generate_series(${from}::bigint, ${to}::bigint - 1, ${BUCKET_MS}::bigint) as bucket`
    return tenant.database.query<{ bucket: number; day: number; next_day: number }>(
      sql`select c.* from (${calendarOf(buckets, zone)}) c order by bucket`,
    )
  }

  // In each case the clock changes at or near midnight within the four days.
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
  ])('%s: each bucket lies in its day, and days follow each other without gap or overlap', async (zone, from, odd) => {
    const rows = await daysOf(zone, from, from + 4 * 24 * HOUR_MS)
    expect(rows.length).toBe(4 * 96)
    const days = new Map<number, number>()
    for (const { bucket, day, next_day } of rows) {
      expect(day % BUCKET_MS === 0 && day <= bucket && bucket < next_day).toBe(true)
      days.set(day, next_day)
    }
    const ordered = [...days].sort(([one], [other]) => one - other)
    ordered.slice(1).forEach(([day], index) => expect(day).toBe(ordered[index]?.[1]))
    expect(ordered.map(([day, next]) => (next - day) / HOUR_MS)).toContain(odd)
  })
})
