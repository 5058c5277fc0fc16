import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readPanel } from '../../src/server/reports/panel.ts'
import { MOST_RIBBONS, readRibbonDay } from '../../src/server/reports/ribbon-queries.ts'
import type { Filters } from '../../src/server/rollups/filters.ts'
import { rollUpAll } from '../../src/server/rollups/roll-up.ts'
import { DAY_MS as DAY, HOUR_MS as HOUR } from '../../src/shared/time.ts'
import { spanRecord, tagOf } from './support/records.ts'
import { stores } from './support/stores.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

const ZONE = 'America/Chicago'
/** Midnight in Chicago, a Friday. */
const FRIDAY = Date.UTC(2026, 10, 20, 6)

describe.each(stores)('ribbons from the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterEach(() => tenant.clear())
  afterAll(() => tenant.close())

  const personOf = (index: number) => `Person ${String(index).padStart(3, '0')}`

  /** People with one span at each of their instants. */
  async function teamOf(people: readonly (readonly number[])[]): Promise<Filters> {
    for (const [index, starts] of people.entries()) {
      const person = personOf(index)
      await tenant.addUser(person)
      const records = starts.flatMap((startedAt, place) => {
        const span = spanRecord({ seq: 2 * place + 1, startedAt, endedAt: startedAt + 60_000 })
        return [span, ...(place === 0 ? [tagOf(span, { seq: 2 })] : [])]
      })
      if (records.length > 0) await tenant.send(`${person} device`, records, { now: FRIDAY })
    }
    return { from: FRIDAY - 7 * DAY, to: FRIDAY + 3 * DAY, userId: null, team: null, payer: null }
  }

  test('the day is the last one on which most of the team worked, rolled up or not, and counts only work of the period', async () => {
    const [thursday, friday, saturday] = [FRIDAY - DAY + 10 * HOUR, FRIDAY + 10 * HOUR, FRIDAY + DAY + 10 * HOUR]
    const filters = await teamOf([
      [thursday, friday],
      [thursday, friday],
      [thursday, saturday],
    ])
    const days = async () => [
      (await readRibbonDay(tenant.scope, filters, ZONE))?.from,
      // Up to 9 on Friday nobody has worked that day.
      (await readRibbonDay(tenant.scope, { ...filters, to: FRIDAY + 9 * HOUR }, ZONE))?.from,
      (await readRibbonDay(tenant.scope, { ...filters, userId: personOf(2) }, ZONE))?.from,
      (await readRibbonDay(tenant.scope, { ...filters, from: FRIDAY + 2 * DAY }, ZONE))?.from,
    ]
    const expected = [FRIDAY, FRIDAY - DAY, FRIDAY + DAY, undefined]
    expect(await days()).toEqual(expected)
    await rollUpAll(tenant.database, ZONE)
    expect(await days()).toEqual(expected)
  })

  test('with more people than a screen shows, the first by name have a ribbon, and the answer says how many have none', async () => {
    const at = FRIDAY + 10 * HOUR
    const filters = await teamOf(Array.from({ length: MOST_RIBBONS + 2 }, () => [at, at + HOUR]))
    const panel = await readPanel(tenant.scope, filters, ZONE)
    expect(panel.ribbonsLeftOut).toBe(2)
    expect(panel.people.map(({ ribbon }) => ribbon.length)).toEqual([
      ...Array.from({ length: MOST_RIBBONS }, () => 2),
      0,
      0,
    ])
    expect(panel.people[0]?.ribbon.map(({ shade, hiddenKinds }) => [shade, hiddenKinds])).toEqual([
      ['hidden', ['repeat_status_check']],
      ['core', []],
    ])
    // Their sums are there all the same.
    expect(panel.people.at(-1)?.activeMs).toBe(120_000)
  })
})
