import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, type Sql } from '../../../src/server/database/sql.ts'
import { calendarAge, denialDimension } from '../../../src/server/metrics/dimension-sql.ts'
import { DAY_MS } from '../../../src/shared/time.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'

const NOW = Date.UTC(2026, 10, 20, 15)

// The dialect has no part in it, so one store will do.
describe('bands of amounts and of ages', () => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant('postgres')))
  afterAll(() => tenant.close())

  /** The band of a denial that has this one column. */
  async function bandOf(dimension: 'value_band' | 'age_bucket', column: Sql): Promise<unknown> {
    const value = denialDimension(dimension, calendarAge(NOW, 'America/New_York'))
    const [row] = await tenant.database.query(sql`select ${value} as band from (select ${column}) d`)
    return row?.['band']
  }

  it.each([
    [-1, 'under_100'],
    [0, 'under_100'],
    [99_99, 'under_100'],
    [100_00, '100_499'],
    [499_99, '100_499'],
    [500_00, '500_1999'],
    [1_999_99, '500_1999'],
    [2_000_00, '2000_9999'],
    [9_999_99, '2000_9999'],
    [10_000_00, '10000_up'],
    [999_999_999_99, '10000_up'],
  ])('%i cents lie in %s', async (cents, band) => {
    expect(await bandOf('value_band', sql`${cents}::bigint as denied_cents`)).toBe(band)
  })

  it('work on a claim without a denial lies in no band', async () => {
    expect(await bandOf('value_band', sql`null::bigint as denied_cents`)).toBeNull()
    expect(await bandOf('age_bucket', sql`null::bigint as received`)).toBeNull()
  })

  it.each([
    [-1, '0_7'],
    [7, '0_7'],
    [8, '8_14'],
    [14, '8_14'],
    [15, '15_30'],
    [31, '31_60'],
    [61, '61_90'],
    [90, '61_90'],
    [91, '91_up'],
    [4000, '91_up'],
  ])('%i days lie in %s', async (days, bucket) => {
    expect(await bandOf('age_bucket', sql`${NOW - days * DAY_MS}::bigint as received`)).toBe(bucket)
  })

  it('a denial of the 12th is 8 days old all day on the 20th, also across a clock change', async () => {
    const ageOn = async (received: string, at: string) => {
      const [instant, now] = [Date.parse(received), Date.parse(at)]
      const value = denialDimension('age_bucket', calendarAge(now, 'America/New_York'))
      const [row] = await tenant.database.query(
        sql`select ${value} as band from (select ${instant}::bigint as received) d`,
      )
      return row?.['band']
    }
    expect(await ageOn('2026-11-12T00:00-05:00', '2026-11-20T00:00-05:00')).toBe('8_14')
    expect(await ageOn('2026-11-12T00:00-05:00', '2026-11-19T23:59-05:00')).toBe('0_7')
    // The clock goes back on November 1: eight days of which one has 25 hours.
    expect(await ageOn('2026-10-25T00:00-04:00', '2026-11-02T00:00-05:00')).toBe('8_14')
    // And forward on March 8: eight days less an hour.
    expect(await ageOn('2026-03-02T00:00-05:00', '2026-03-10T00:00-04:00')).toBe('8_14')
  })
})
