import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createScope, type Scope } from '../../src/server/identity/scope.ts'
import { readRibbonDay, readRibbonHours } from '../../src/server/reports/ribbon-queries.ts'
import { readRibbons } from '../../src/server/reports/ribbons.ts'
import { unpackRibbons } from '../../src/shared/touches/index.ts'
import { atOneState } from '../../src/server/rollups/at-one-state.ts'
import type { Filters } from '../../src/server/rollups/filters.ts'
import type { Period } from '../../src/server/rollups/period.ts'
import { rollUpAll } from '../../src/server/rollups/roll-up.ts'
import { DAY_MS as DAY, HOUR_MS as HOUR, MINUTE_MS as MINUTE } from '../../src/shared/time.ts'
import { spanRecord, tagOf } from './support/records.ts'
import { storesOfPlainSql } from './support/stores.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

const ZONE = 'America/Chicago'
/** Midnight in Chicago, a Friday. */
const FRIDAY = Date.UTC(2026, 10, 20, 6)

describe.each(storesOfPlainSql)('ribbons from the %s store', (store) => {
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

  /** What a statement of its own answers, which one at a known state answers too. */
  async function bothWays<T>(filters: Filters, read: (scope: Scope) => Promise<T>): Promise<T> {
    const answer = await read(tenant.scope)
    expect(await atOneState(tenant.scope, filters, filters.from, read)).toEqual(answer)
    return answer
  }
  const readDay = (filters: Filters) => bothWays(filters, (scope) => readRibbonDay(scope, filters, ZONE))
  const readHours = (filters: Filters, day: Period) =>
    bothWays(filters, (scope) => readRibbonHours(scope, filters, day))

  test('the day is the last one on which most of the team worked, rolled up or not, and counts only work of the period', async () => {
    const [thursday, friday, saturday] = [FRIDAY - DAY + 10 * HOUR, FRIDAY + 10 * HOUR, FRIDAY + DAY + 10 * HOUR]
    const filters = await teamOf([
      [thursday, friday],
      [thursday, friday],
      [thursday, saturday],
    ])
    const days = async () => [
      (await readDay(filters))?.from,
      // Up to 9 on Friday nobody has worked that day.
      (await readDay({ ...filters, to: FRIDAY + 9 * HOUR }))?.from,
      (await readDay({ ...filters, userId: personOf(2) }))?.from,
      (await readDay({ ...filters, from: FRIDAY + 2 * DAY }))?.from,
    ]
    const expected = [FRIDAY, FRIDAY - DAY, FRIDAY + DAY, undefined]
    expect(await days()).toEqual(expected)
    await rollUpAll(tenant.database, ZONE)
    expect(await days()).toEqual(expected)
  })

  test('the hours of the day begin and end with recorded work, rolled up or not, and leave out who is not asked for', async () => {
    const at = FRIDAY + 10 * HOUR
    const filters = await teamOf([[at, at + 2 * HOUR], [at + 5 * HOUR], []])
    const day = { from: FRIDAY, to: FRIDAY + DAY }
    const hours = async (change: Partial<Filters> = {}) => {
      const found = await readHours({ ...filters, ...change }, day)
      return found && [(found.from - at) / HOUR, (found.to - at) / HOUR]
    }
    const expected = [
      [0, 5.25],
      [0, 2.25],
      [5, 5.25],
      // The period begins after the first work.
      [2, 5.25],
      null,
    ]
    const all = async () => [
      await hours(),
      await hours({ userId: personOf(0) }),
      await hours({ userId: personOf(1) }),
      await hours({ from: at + HOUR }),
      await hours({ userId: personOf(2) }),
    ]
    expect(await all()).toEqual(expected)
    await rollUpAll(tenant.database, ZONE)
    expect(await all()).toEqual(expected)
  })

  test('the hours leave out work of the same quarter hour that lies before or after the period', async () => {
    const at = FRIDAY + 10 * HOUR
    const filters = await teamOf([[at, at + HOUR, at + 2 * HOUR + 10 * MINUTE]])
    const hours = async (from: number, to: number) => {
      const found = await readHours({ ...filters, from, to }, { from: FRIDAY, to: FRIDAY + DAY })
      return found && [(found.from - at) / HOUR, (found.to - at) / HOUR]
    }
    const all = async () => [
      await hours(at + 5 * MINUTE, at + 2 * HOUR + 5 * MINUTE),
      await hours(at + 5 * MINUTE, at + 2 * HOUR + 12 * MINUTE),
      await hours(at + 5 * MINUTE, at + 10 * MINUTE),
    ]
    const expected = [[1, 1.25], [1, 2.25], null]
    expect(await all()).toEqual(expected)
    await rollUpAll(tenant.database, ZONE)
    expect(await all()).toEqual(expected)
  })

  test('a ribbon has the kinds of hidden work, and none is given of people outside the scope', async () => {
    const at = FRIDAY + 10 * HOUR
    await teamOf([[at, at + HOUR], [at]])
    const people = [personOf(0), personOf(1), 'nobody']
    const ribbons = unpackRibbons(await readRibbons(tenant.scope, { from: FRIDAY, to: FRIDAY + DAY }, people))
    expect(ribbons.map(({ segments }) => segments.map(({ shade, hiddenKinds }) => [shade, hiddenKinds]))).toEqual([
      [
        ['hidden', ['repeat_status_check']],
        ['core', []],
      ],
      [['hidden', ['repeat_status_check']]],
      [],
    ])
    const own = createScope(tenant.database, { teams: [], userId: personOf(1) })
    const { ribbons: visible } = await readRibbons(own, { from: FRIDAY, to: FRIDAY + DAY }, [personOf(0), personOf(1)])
    expect(visible.map(({ segments }) => segments.length)).toEqual([0, 1])
  })
})
