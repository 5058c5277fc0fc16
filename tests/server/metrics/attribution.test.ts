import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MetricAnswer } from '../../../src/shared/contract/metrics.ts'
import { processDirtyClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { createForecastSource } from '../../../src/server/forecast/recovery-forecast.ts'
import { rollUpAll } from '../../../src/server/rollups/roll-up.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice, token } from '../support/device.ts'
import { spanRecord } from '../support/records.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { makeWorld, november, now, week } from './world.ts'

const MINUTE = 60_000
const CERTAIN = '&attribution=seen,stated'

/**
 * The small world, in which 110 minutes of four denials were seen and 10 minutes name no claim. On Thursday Ben also states 15 minutes on D ($2,500,
 * Cigna, medical necessity), and 30 minutes on D and 15 on C ($50, Cigna, authorization) are inferred.
 */
async function attributeTime(endpoint: Endpoint & { adminToken: string }): Promise<void> {
  await makeWorld(endpoint)
  const ben = await enrolledDevice(endpoint, { user: 'Ben', team: 'South' })
  const spans = [
    { minute: 0, on: 'd', attribution: 'stated' },
    { minute: 15, on: 'd', attribution: 'inferred' },
    { minute: 30, on: 'd', attribution: 'inferred' },
    { minute: 45, on: 'c', attribution: 'inferred' },
  ] as const
  const records = spans.map(({ minute, on, attribution }, index) => {
    const startedAt = november(19, '10:00') + minute * MINUTE
    const times = { startedAt, endedAt: startedAt + 15 * MINUTE }
    return spanRecord({ seq: index + 1, ...times, payer: null, attributedToken: token(on), attribution })
  })
  await ben.send(batchOf(records), { clock: now })
}

describe.each(storesOfPlainSql)('time by how its claim is known, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  const answer = async (id: string, query = '') =>
    (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${week.from}&to=${week.to}${query}`)).body
  const value = async (id: string, query = '') => (await answer(id, query)).rows[0]?.value
  const numerators = async (id: string, query: string) =>
    Object.fromEntries((await answer(id, query)).rows.map(({ key, numerator }) => [key ?? '–', numerator]))

  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    await attributeTime(endpoint)
  })
  afterAll(() => endpoint.close())

  const check = async () => {
    expect(await value('time_per_denial')).toBeCloseTo(170 / 6, 9)
    expect(await value('time_per_denial', CERTAIN)).toBeCloseTo(125 / 5, 9)
    expect(await value('time_per_denial', '&attribution=seen')).toBeCloseTo(110 / 4, 9)
    expect(await value('attributed_share')).toBeCloseTo(170 / 180, 9)
    expect(await value('attributed_share', CERTAIN)).toBeCloseTo(125 / 180, 9)
    expect(await value('high_value_time_share')).toBeCloseTo(45 / 170, 9)
    expect(await value('high_value_time_share', CERTAIN)).toBeCloseTo(15 / 125, 9)
    expect(await numerators('low_value_time_share', '&by=user')).toEqual({ Ana: 0, Ben: 15 })
    expect(await numerators('low_value_time_share', `&by=user${CERTAIN}`)).toEqual({ Ana: 0, Ben: 0 })

    expect(await numerators('active_minutes', '&by=category')).toMatchObject({ medical_necessity: 45, '–': 10 })
    expect(await numerators('active_minutes', `&by=category${CERTAIN}`)).toMatchObject({
      medical_necessity: 15,
      '–': 10 + 30 + 15,
    })
    expect(await numerators('active_minutes', `&by=attribution${CERTAIN}`)).toEqual({ seen: 110, stated: 15, '–': 55 })
    // The sum of all work stays what it was.
    expect(await value('active_minutes', CERTAIN)).toBe(180)

    const hours = async (query: string) =>
      Object.fromEntries(
        (await answer('recovery_per_hour', `&by=payer${query}`)).rows.map(({ key, denominator }) => [
          key ?? '–',
          (denominator ?? 0) * 60,
        ]),
      )
    expect(await hours('')).toMatchObject({ Cigna: 60, '–': 10 })
    expect(await hours(CERTAIN)).toMatchObject({ Cigna: 15, '–': 55 })
    expect(await value('recovery_per_hour', CERTAIN)).toBe(await value('recovery_per_hour'))
  }

  test('inferred time can be left out: it stays denial work that names no claim', check)

  test('so it is beside effort metrics', async () => {
    expect((await answer('time_per_denial')).unattributedShare).toBeCloseTo(10 / 180, 9)
    expect((await answer('time_per_denial', CERTAIN)).unattributedShare).toBeCloseTo(55 / 180, 9)
  })

  test.each(['minutes_per_denial', 'cost_per_denial', 'hidden_work_tax', 'denials_received'])(
    '%s, which has no such time, says that it does not follow',
    async (id) => {
      const { ignoredFilters, rows } = await answer(id, CERTAIN)
      expect(ignoredFilters).toEqual(['attribution'])
      expect(rows).toEqual((await answer(id)).rows)
    },
  )

  test('a way that does not exist is refused', async () => {
    const { status } = await ask(endpoint, '/v1/metrics/time_per_denial?attribution=guessed')
    expect(status).toBe(400)
  })

  test('rolled up, with categories cached, every number is what it was', async () => {
    await rollUpAll(endpoint.database, 'America/New_York')
    await processDirtyClaims(
      endpoint.database,
      createForecastSource(endpoint.database, () => now),
    )
    await check()
  })
})
