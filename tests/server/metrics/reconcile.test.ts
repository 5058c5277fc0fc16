import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { X12parser } from 'x12-parser'
import type { Page, SpanRow } from '../../../src/shared/contract/reports.ts'
import type { MetricAnswer, MetricRow } from '../../../src/shared/contract/metrics.ts'
import { isTimeDimension, metricCatalog, type Dimension } from '../../../src/shared/metrics/index.ts'
import { tenantZone } from '../../../src/server/identity/tenant.ts'
import { rollUpAll } from '../../../src/server/rollups/roll-up.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { processDirtyClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { createForecastSource } from '../../../src/server/forecast/recovery-forecast.ts'
import { sampleDays } from '../../../src/tools/sample/generate.ts'
import { makeSample, type SampleMade } from '../../../src/tools/sample/index.ts'
import { sampleTeam } from '../../../src/tools/sample/team.ts'
import { everyDenial } from '../denials/support.ts'
import { manualTimeKinds } from '../../../src/shared/contract/manual-time.ts'
import { ask, batchOf, enrolledDevice } from '../support/device.ts'
import { manualTimeRecord } from '../support/records.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { askMetrics } from './ask-metrics.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const WORKING_DAYS = 2
/** One of each team. */
const team = sampleTeam.filter((_, index) => index % 6 === 0)

interface Period {
  readonly from: number
  readonly to: number
}

/** Sums that do not add up: a denial that two people touched, or on two days, is one denial, and a minute of two kinds is one minute. */
const sharedNumerator = (id: string, by: Dimension) =>
  (by === 'kind' && id !== 'manual_minutes') ||
  (id === 'denials_touched' && isOfWork(by)) ||
  isOfTwoInstants(id, by) ||
  isOfTwoSets(id)
const sharedDenominator = (id: string, by: Dimension) =>
  (['minutes_per_denial', 'touches_per_denial', 'time_per_denial', 'all_minutes_per_denial'].includes(id) &&
    isOfWork(by)) ||
  isOfTwoInstants(id, by) ||
  isOfTwoSets(id)
const isOfWork = (by: Dimension) => by === 'user' || by === 'team' || by === 'shift' || isTimeDimension(by)
/** Where numerator and denominator lie on days of their own, a day with one of them has no value. */
const isOfTwoInstants = (id: string, by: Dimension) =>
  isTimeDimension(by) &&
  ['initial_denial_rate', 'cost_per_denial', 'all_labor_per_denial', 'loaded_cost_per_denial'].includes(id)
/** Whoever was paid for work of another period, or that nobody recorded, has no rate; nor has the cost of work that recovered nothing, or what is
 * open and nobody's. */
const isOfTwoSets = (id: string) => id === 'cost_to_recover' || id === 'recovery_per_hour' || id === 'workload'

describe.each(storesOfPlainSql)('the numbers of a sample world on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let made: SampleMade
  let periods: Readonly<Record<'everything' | 'a week' | 'a day' | 'odd minutes', Period>>

  beforeAll(async () => {
    // The endpoint's clock stands still: what waits for a first touch waits longer with every second of business time.
    const now = new Date()
    endpoint = await freshEndpoint(store, { now: () => now.getTime(), jobIntervals: { roll_up: null } })
    made = await makeSample({
      endpointUrl: endpoint.url,
      adminToken: endpoint.adminToken,
      now,
      workingDays: WORKING_DAYS,
      weeks: 8,
      team,
    })
    await enterTime(endpoint, now.getTime())
    // Without statistics, which the embedded store does not gather at once, a plan takes seconds.
    await endpoint.database.query(sql`analyze`)
    const to = now.getTime()
    // A day that has ended: numbers of today change while they are compared.
    const [day = now] = sampleDays(now, WORKING_DAYS)
    const start = day.getTime()
    periods = {
      everything: { from: to - 400 * DAY, to },
      'a week': { from: to - 7 * DAY, to },
      'a day': { from: start, to: start + DAY },
      'odd minutes': { from: start + 607 * MINUTE + 123, to: start + 943 * MINUTE + 457 },
    }
  })
  afterAll(() => endpoint.close())

  const rowsOf = async (id: string, { from, to }: Period, by = '') =>
    (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${from}&to=${to}${by && `&by=${by}`}`)).body.rows
  const dimensionsOf = (id: string) => metricCatalog.find((metric) => metric.id === id)?.dimensions ?? []

  test('cents denied: the remittances, the imports, the denials and every dimension agree', async () => {
    const files = await deniedCentsIn(
      made.world.files.filter(({ name }) => name.endsWith('.835')).map(({ content }) => content),
    )
    expect(files).toBeGreaterThan(0)
    expect(total(made.imports.map(({ deniedCents }) => deniedCents))).toBe(files)
    expect(total((await everyDenial(endpoint)).map(({ deniedCents }) => deniedCents))).toBe(files)
    expect((await rowsOf('denied_amount', periods.everything))[0]?.value).toBe(files)
    for (const by of dimensionsOf('denied_amount')) {
      const rows = await rowsOf('denied_amount', periods.everything, by)
      expect(total(rows.map(({ value }) => value ?? 0)), by).toBe(files)
    }
  })

  test('metrics that are asked for together answer as each one alone', async () => {
    const ids = metricCatalog.map(({ id }) => id)
    const together = await askMetrics(endpoint, { metrics: ids, periods: [periods.everything, periods['a week']] })
    expect(together.map(({ id }) => id)).toEqual(ids)
    for (const { id, periods: answered } of together) {
      for (const [index, period] of [periods.everything, periods['a week']].entries())
        expect([id, index, answered[index]?.rows]).toEqual([id, index, await rowsOf(id, period)])
    }
  })

  test.each(['everything', 'a week', 'a day', 'odd minutes'] as const)(
    'minutes: the active spans that start in the period and every dimension agree (%s)',
    async (name) => {
      const ms = await activeMs(endpoint, periods[name])
      expect(ms).toBeGreaterThan(0)
      expect((await rowsOf('active_minutes', periods[name]))[0]?.value).toBeCloseTo(ms / MINUTE, 6)
      for (const by of dimensionsOf('active_minutes')) {
        const rows = await rowsOf('active_minutes', periods[name], by)
        expect(total(rows.map(({ value }) => value ?? 0)), by).toBeCloseTo(ms / MINUTE, 6)
      }
    },
  )

  /** Every metric by every dimension it has, over some periods. @returns the wholes of the first one */
  const reconciled = async (asked: readonly Period[]): Promise<readonly (MetricRow | undefined)[]> => {
    const ids = metricCatalog.map(({ id }) => id)
    const wholes = new Map(
      (await askMetrics(endpoint, { metrics: ids, periods: asked })).map(({ id, periods: answers }) => [id, answers]),
    )
    for (const by of new Set(metricCatalog.flatMap(({ dimensions }) => dimensions))) {
      const split = ids.filter((id) => dimensionsOf(id).includes(by))
      for (const { id, periods: answers } of await askMetrics(endpoint, {
        metrics: split,
        periods: asked,
        dimensions: [by],
      })) {
        for (const [index, { rows }] of answers.entries()) expectSum(id, by, rows, wholes.get(id)?.[index]?.rows[0])
      }
    }
    return ids.map((id) => wholes.get(id)?.[0]?.rows[0])
  }

  test('of every metric, each dimension adds up to the whole, with nothing rolled up or cached', async () => {
    const wholes = await reconciled([periods['a week']])
    const withData = wholes.filter((whole) => typeof whole?.numerator === 'number')
    expect(withData.length).toBeGreaterThan(metricCatalog.length / 2)
  })

  test('rolled up, the wholes are what they were', async () => {
    const wholes = () => Promise.all(metricCatalog.map(({ id }) => rowsOf(id, periods['a week'])))
    const before = await wholes()
    await rollUpAll(endpoint.database, await tenantZone(endpoint.database))
    expect(await wholes()).toEqual(before)
  })

  test('of every metric, each dimension adds up to the whole, with everything rolled up and cached', async () => {
    const { database } = endpoint
    await processDirtyClaims(
      database,
      createForecastSource(database, () => periods.everything.to),
    )
    await rollUpAll(database, await tenantZone(database))
    expect(await database.query(sql`select 1 from pending_batches`)).toEqual([])
    const asked = [periods['a week'], periods['a day'], periods['odd minutes']]
    await reconciled(asked)
    for (const period of asked) {
      const [whole] = await rowsOf('active_minutes', period)
      expect(whole?.value).toBeCloseTo((await activeMs(endpoint, period)) / MINUTE, 6)
    }
  })
})

/** Two of the team enter manual time for the last two days, one of them on two computers, some of it twice. */
async function enterTime(endpoint: Endpoint & { adminToken: string }, now: number): Promise<void> {
  for (const [index, member] of [team[0], team[0], team[1]].entries()) {
    const device = await enrolledDevice(endpoint, { user: member?.name ?? '', team: member?.team ?? '' })
    const records = Array.from({ length: 40 }, (_, step) =>
      manualTimeRecord({
        seq: step + 1,
        manualTimeId: `${step}`,
        manualTimeKind: manualTimeKinds[(step + index) % manualTimeKinds.length] ?? 'other',
        startedAt: now - 2 * DAY + step * 71 * MINUTE + index * 13 * MINUTE,
        endedAt: now - 2 * DAY + step * 71 * MINUTE + index * 13 * MINUTE + 37 * MINUTE,
      }),
    )
    expect((await device.send(batchOf(records))).status).toBe(200)
  }
}

function expectSum(id: string, by: Dimension, rows: readonly MetricRow[], whole: MetricRow | undefined) {
  const check = (part: 'numerator' | 'denominator') => {
    const sum = total(rows.map((row) => row[part] ?? 0))
    const expected = whole?.[part] ?? 0
    // The last digits of a sum of fractions depend on the order.
    const tolerance = 1e-9 * Math.max(1, Math.abs(expected))
    expect(Math.abs(sum - expected), `${id} by ${by}: ${part} ${sum} of ${expected}`).toBeLessThanOrEqual(tolerance)
  }
  if (!sharedNumerator(id, by)) check('numerator')
  if (!sharedDenominator(id, by)) check('denominator')
}

/** Active time of the spans that start in a period, from their list. */
async function activeMs(endpoint: Endpoint & { adminToken: string }, { from, to }: Period): Promise<number> {
  let ms = 0
  let cursor = ''
  for (;;) {
    const path = `/v1/spans?presence=active&from=${from}&to=${to}&limit=1000&cursor=${cursor}`
    const { rows, nextCursor } = (await ask<Page<SpanRow>>(endpoint, path)).body
    ms += total(rows.map(({ startedAt, endedAt }) => endedAt - startedAt))
    if (nextCursor === null) return ms
    cursor = nextCursor
  }
}

/**
 * What an 835 denies, by another parser and the simplest rule: the adjustments that are not contractual (CO-45) on lines with a charge and no
 * payment, where a claim comes for the first time. What comes of it later is an answer.
 */
async function deniedCentsIn(contents: readonly string[]): Promise<number> {
  let cents = 0
  /** The transaction that stated a claim first. Later ones answer it. */
  const firsts = new Map<string, string>()
  for (const [file, content] of contents.entries()) {
    const parser = new X12parser()
    parser.end(Buffer.from(content.trimEnd()))
    let transaction = ''
    let isFirst = false
    let isDenied = false
    for await (const segment of parser) {
      const { name, ...elements } = segment as Readonly<Record<string, string>>
      if (name === 'ST') transaction = `${file} ${elements['2']}`
      if (name === 'CLP') {
        const reference = elements['1'] ?? ''
        if (!firsts.has(reference)) firsts.set(reference, transaction)
        isFirst = firsts.get(reference) === transaction
        isDenied = false
      }
      if (name === 'SVC') isDenied = isFirst && Number(elements['2']) > 0 && Number(elements['3']) === 0
      if (name === 'CAS' && isDenied && !notDenials.has(elements['2'] ?? ''))
        cents += Math.round(Number(elements['3']) * 100)
    }
  }
  return cents
}

/** The contractual adjustment, and a payer that has not decided yet. */
const notDenials: ReadonlySet<string> = new Set(['45', '133'])

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
