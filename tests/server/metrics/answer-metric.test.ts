import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { metricDefinition } from '../../../src/shared/metrics/index.ts'
import { createMetricReader } from '../../../src/server/metrics/answer-metric.ts'
import { loadMetricQuery } from '../../../src/server/metrics/load-query.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { makeDenials } from '../deadlines/world.ts'
import { freshEndpoint } from '../support/stores.ts'

const START = Date.UTC(2026, 10, 16)
const DAY = 86_400_000

describe('a metric that many ask for', () => {
  let endpoint: Endpoint
  let clock = START + DAY
  beforeAll(async () => (endpoint = await freshEndpoint('embedded', { now: () => clock })))
  afterAll(() => endpoint.close())

  const load = () => {
    const slice = { tenantId: 'main', from: START, to: START + 7 * DAY, userId: null, team: null, payer: null }
    const question = { by: [], filter: {}, shift: undefined }
    return loadMetricQuery(endpoint.database, metricDefinition('denials_received'), slice, question, {
      zone: 'UTC',
      now: clock,
    })
  }
  /** A database that takes its time to count. */
  const slowly = (ms: number) => ({
    query: async <Row extends object>(sql: string, parameters?: readonly unknown[]) => {
      await sleep(ms)
      return endpoint.database.query<Row>(sql, parameters)
    },
  })

  test('is found once for all of them where that takes long, and says as of when', async () => {
    const read = createMetricReader(slowly(200), 10_000, () => clock)
    const received = async () => {
      const { rows, asOf } = await read('denials_received', await load())
      return [rows[0]?.value, asOf - START - DAY]
    }
    await makeDenials(endpoint.database, [{ no: 1, received: START }])
    expect(await received()).toEqual([1, 0])
    await makeDenials(endpoint.database, [{ no: 2, received: START }])
    clock += 9_000
    expect(await received()).toEqual([1, 0])
    // Aged: as it was, while it is found anew.
    clock += 2_000
    expect(await received()).toEqual([1, 0])
    await vi.waitUntil(async () => (await received())[1] === 11_000, 60_000)
    await makeDenials(endpoint.database, [{ no: 3, received: START }])
    clock += 20_000
    expect(await received()).toEqual([3, 31_000])
  })

  test('is of this moment where nothing is to be kept', async () => {
    const read = createMetricReader(slowly(200), null, () => clock)
    const received = async () => (await read('denials_received', await load())).rows[0]?.value ?? 0
    const before = await received()
    await makeDenials(endpoint.database, [{ no: 4, received: START }])
    expect(await received()).toBe(before + 1)
  })
})
