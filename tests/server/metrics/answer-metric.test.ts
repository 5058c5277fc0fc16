import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createScope, type Scope } from '../../../src/server/identity/scope.ts'
import { createMetricReader, type MetricReader } from '../../../src/server/metrics/answer-metric.ts'
import { loadTerms, type MetricQuestion } from '../../../src/server/metrics/metric-question.ts'
import { DAY_MS, WEEK_MS } from '../../../src/shared/time.ts'
import { makeDenials } from '../deadlines/world.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'

const START = Date.UTC(2026, 10, 16)

describe('a metric that many ask for', () => {
  let tenant: TestTenant
  let clock = START + DAY_MS
  beforeAll(async () => (tenant = await freshTenant('postgres')))
  afterAll(() => tenant.close())

  const question: MetricQuestion = {
    metrics: ['denials_received'],
    periods: [{ from: START, to: START + WEEK_MS }],
    dimensions: [],
    filters: { userId: null, team: null, payer: null },
    denialFilters: {},
    shift: undefined,
  }
  /** A scope whose database takes its time. */
  const slow = (scope: Scope): Scope => ({
    ...scope,
    query: async (statement) => {
      await sleep(200)
      return scope.query(statement)
    },
  })
  const receivedBy = (read: MetricReader, scope: () => Scope) => async () => {
    const { answers, asOf } = await read(scope(), question, await loadTerms(tenant.scope, { zone: 'UTC', now: clock }))
    return [answers[0]?.periods[0]?.rows[0]?.value, asOf - START - DAY_MS]
  }

  test('is computed once for all of them where it is expensive, and says as of when', async () => {
    const read = createMetricReader(10_000, () => clock)
    const received = receivedBy(read, () => slow(tenant.scope))
    await makeDenials(tenant.database, [{ no: 1, received: START }])
    expect(await received()).toEqual([1, 0])
    await makeDenials(tenant.database, [{ no: 2, received: START }])
    clock += 9_000
    expect(await received()).toEqual([1, 0])
    // Stale: served while it is computed again.
    clock += 2_000
    expect(await received()).toEqual([1, 0])
    await vi.waitUntil(async () => (await received())[1] === 11_000, 60_000)
    await makeDenials(tenant.database, [{ no: 3, received: START }])
    clock += 20_000
    expect(await received()).toEqual([3, 31_000])
  })

  test('is never what somebody else may see', async () => {
    const { database } = tenant
    await tenant.addUser('Ana', 'North')
    await makeDenials(database, [{ no: 10, received: START, owner: 'Ana' }])
    const read = createMetricReader(10_000, () => clock)
    const of = async (people: Scope['people']) =>
      (await receivedBy(read, () => slow(createScope(database, people)))())[0]
    expect(await of('everybody')).toBe(4)
    // Of another team there are only the unassigned ones.
    expect(await of({ teams: ['South'], userId: null })).toBe(3)
    expect(await of({ teams: ['North'], userId: null })).toBe(4)
  })

  test('is of this moment where nothing is cached', async () => {
    const received = receivedBy(
      createMetricReader(null, () => clock),
      () => slow(tenant.scope),
    )
    const [before] = await received()
    await makeDenials(tenant.database, [{ no: 4, received: START }])
    expect(await received()).toEqual([Number(before) + 1, clock - START - DAY_MS])
  })
})
