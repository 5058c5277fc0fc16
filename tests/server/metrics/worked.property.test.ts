import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processSomeDirtyClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { bulkInsert } from '../../../src/server/database/bulk-insert.ts'
import { denials as denialTable } from '../../../src/server/database/schema/denials.ts'
import { sql, token as tokenSql } from '../../../src/server/database/sql.ts'
import { readForecast } from '../../../src/server/forecast/recovery-forecast.ts'
import { markDirty } from '../../../src/server/jobs/dirty-claims.ts'
import { loadTerms, type MetricQuestion } from '../../../src/server/metrics/metric-question.ts'
import { queryMetrics } from '../../../src/server/metrics/query-metrics.ts'
import { rollUpBatches } from '../../../src/server/rollups/roll-up.ts'
import type { SpanRecord, TouchRecord } from '../../../src/shared/contract/ingest.ts'
import type { MetricId } from '../../../src/shared/metrics/index.ts'
import { DAY_MS as DAY, HOUR_MS as HOUR } from '../../../src/shared/time.ts'
import { token } from '../support/device.ts'
import { spanRecord, touchRecord } from '../support/records.ts'
import { runsOn, storesOfPlainSql } from '../support/stores.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'
import { importRow } from '../support/import-row.ts'

// Work by category, person, team, shift and day is read from rollups and cached statistics, each in its own way. Whatever was rolled up, processed or
// changed since, it is what the records and denials say.

const START = Date.UTC(2026, 9, 5)
const DAYS = 6
const NOW = START + DAYS * DAY
const claims = ['a', 'b', 'c'] as const
const people = [
  { name: 'Ana', team: 'North' },
  { name: 'Ben', team: 'South' },
  { name: 'Cleo', team: 'South' },
  { name: 'Dan', team: null },
] as const
/** By the calendar of the tenant. */
const shiftAt = (at: number) => {
  const hour = (at % DAY) / HOUR
  return hour >= 6 && hour < 14 ? 'early' : hour >= 14 && hour < 22 ? 'late' : ''
}

const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('work' as const),
        claim: fc.constantFrom(...claims, null),
        inferred: fc.constantFrom(...claims, null),
        person: fc.integer({ min: 0, max: people.length - 1 }),
        quarter: fc.integer({ min: 0, max: DAYS * 96 - 1 }),
        minutes: fc.integer({ min: 1, max: 14 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('denial' as const),
        claim: fc.constantFrom(...claims),
        received: fc.integer({ min: -3, max: DAYS }).map((day) => START + day * DAY),
        category: fc.constantFrom('coding', 'duplicate'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('reclassified' as const),
        claim: fc.constantFrom(...claims),
        category: fc.constantFrom('coding', 'eligibility'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('other claim' as const),
        touch: fc.nat({ max: 39 }),
        claim: fc.constantFrom(...claims),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('roll up' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('process' as const) }) },
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
)
type Step = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never

interface Work {
  /** The claim of its span. */
  readonly spanOf: string | null
  /** The claim that its time is inferred to be for; null where one was seen. */
  readonly inferred: string | null
  /** The claim of the last revision of its touch. */
  claim: string | null
  readonly name: string
  readonly team: string
  readonly startedAt: number
  readonly endedAt: number
}
interface World {
  readonly work: Work[]
  revisions: number
  readonly denials: { claim: string; received: number; no: number; category: string }[]
}

describe.each(storesOfPlainSql)('work by what it was for and who did it, on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  async function begin(): Promise<void> {
    const { database } = tenant
    await tenant.clear()
    await database.query(sql`update tenant set zone = 'UTC'`)
    await database.query(importRow('a file'))
    const calendar = {
      zone: 'UTC',
      hours: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, []])),
      holidays: [],
      shifts: [
        { name: 'early', from: '06:00', to: '14:00' },
        { name: 'late', from: '14:00', to: '22:00' },
      ],
      teams: {},
    }
    await database.query(
      sql`insert into settings (name, version, body, changed_at, changed_by) values ('calendar', 1, ${JSON.stringify(calendar)}, 0, '')`,
    )
    for (const { name, team } of people) await tenant.addUser(name, team)
  }

  async function happen(step: Step, world: World): Promise<void> {
    const { database, scope } = tenant
    switch (step.kind) {
      case 'work': {
        const { name, team } = people[step.person] ?? people[0]
        const startedAt = START + step.quarter * 900_000
        const endedAt = startedAt + step.minutes * 60_000
        const records = recordsOf(world.work.length, step, startedAt, endedAt)
        const generation = `${world.work.length}`.padStart(16, '0')
        await tenant.send(`${name} device`, records, { generation, now: NOW })
        const inferred = step.claim === null ? step.inferred : null
        world.work.push({ spanOf: step.claim, inferred, claim: step.claim, name, team: team ?? '', startedAt, endedAt })
        break
      }
      case 'other claim': {
        const work = world.work[step.touch]
        if (work === undefined || work.claim === null) break
        const touch = touchRecord({
          seq: 10 + world.revisions,
          touchId: `t${step.touch}`,
          revision: 2 + world.revisions,
          claimToken: token(step.claim),
          startedAt: work.startedAt,
          endedAt: work.endedAt,
          activeMs: work.endedAt - work.startedAt,
        })
        await tenant.send(`${work.name} device`, [touch], { generation: `${step.touch}`.padStart(16, '0'), now: NOW })
        world.revisions += 1
        work.claim = step.claim
        break
      }
      case 'denial': {
        const no = world.denials.length + 1
        const claimToken = token(step.claim)
        const { category, received } = step
        const every = {
          ...{ importNo: 1, payer: 'Aetna', claimRef: 'C', payerClaimRef: 'I', kind: 'full', groupCode: 'CO' },
          ...{ carcs: ['16'], rarcs: [], billedCents: 900, paidCents: 0, deniedCents: 900, balanced: true },
          ...{ state: 'in_progress', lastEvent: 1 },
        }
        const row = { denialNo: no, claimToken, category, received, stateSince: received }
        await database.transaction(async (queries) => {
          await queries.query(
            bulkInsert(denialTable, ['denialNo', 'claimToken', 'category', 'received', 'stateSince'], [row], every),
          )
          await markDirty(queries, [claimToken])
        })
        world.denials.push({ claim: step.claim, received, no, category })
        break
      }
      case 'reclassified':
        await database.transaction(async (queries) => {
          await queries.query(
            sql`update denials set category = ${step.category} where claim_token = ${tokenSql(token(step.claim))}`,
          )
          await markDirty(queries, [token(step.claim)])
        })
        for (const denial of world.denials) if (denial.claim === step.claim) denial.category = step.category
        break
      case 'roll up':
        await rollUpBatches(database, 'UTC')
        break
      case 'process':
        await processSomeDirtyClaims(database, () => readForecast(scope, NOW))
        break
    }
  }

  async function answer(
    id: MetricId,
    by: readonly string[],
    period: Period,
    attributions?: MetricQuestion['attributions'],
  ) {
    const question = {
      metrics: [id],
      periods: [period],
      dimensions: by,
      filters: { userId: null, team: null, payer: null },
      denialFilters: {},
      shift: undefined,
      attributions,
    }
    const terms = await loadTerms(tenant.scope, { zone: 'UTC', now: NOW })
    const [answered] = await queryMetrics(tenant.scope, question, terms)
    return Object.fromEntries(
      (answered?.periods[0]?.rows ?? []).map(({ keys, numerator, denominator, p50, p90 }) => [
        keys.map((key) => key ?? '').join('·'),
        [numerator, denominator, p50, p90].map((value) => (value === null ? null : Number(value.toFixed(9)))),
      ]),
    )
  }

  test('is what the records and denials say, whatever is cached and whatever is pending', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 0, max: DAYS - 1 }),
        fc.constantFrom(0, 5 * HOUR),
        async (history, day, off) => {
          await begin()
          const world: World = { work: [], revisions: 0, denials: [] }
          const periods = [
            { from: START + day * DAY + off, to: NOW + DAY },
            { from: START - DAY, to: START + day * DAY + off },
          ]
          for (const step of history) await happen(step, world)
          for (const period of periods) {
            for (const by of [['category'], ['user'], ['team'], ['shift'], ['team', 'category'], ['day', 'user'], []]) {
              const asked = `by ${by.join()} from ${period.from}`
              expect(await answer('minutes_per_denial', by, period), asked).toEqual(minutesPerDenial(world, by, period))
            }
            expect(await answer('repeat_touch_share', [], period)).toEqual(repeatTouches(world, period))
            for (const by of [['category'], ['day'], []]) {
              expect(await answer('days_between_touches', by, period)).toEqual(daysBetween(world, by, period))
            }
            for (const by of [
              ['category'],
              ['team', 'category'],
              ['day'],
              ['day', 'category'],
              ['user', 'day'],
              ['shift', 'day'],
              ['user', 'shift'],
              ['team', 'shift'],
            ]) {
              expect(await answer('active_minutes', by, period)).toEqual(activeMinutes(world, by, period, true))
              const certain = await answer('active_minutes', by, period, ['seen', 'stated'])
              expect(certain).toEqual(activeMinutes(world, by, period, false))
            }
          }
        },
      ),
      { numRuns: runsOn(store, 15, 120), endOnFailure: true },
    )
  })
})

/** A span, and its touch where it is on a claim, for a generation of its own, so that they are new to the endpoint. */
function recordsOf(
  no: number,
  { claim, inferred }: { readonly claim: string | null; readonly inferred: string | null },
  startedAt: number,
  endedAt: number,
): (SpanRecord | TouchRecord)[] {
  const claimToken = claim === null ? null : token(claim)
  const attributed =
    claim === null && inferred !== null ? ({ attributedToken: token(inferred), attribution: 'inferred' } as const) : {}
  const span = spanRecord({ seq: 1, startedAt, endedAt, claimToken, ...attributed })
  if (claimToken === null) return [span]
  const activeMs = endedAt - startedAt
  return [span, touchRecord({ seq: 2, touchId: `t${no}`, revision: 1, claimToken, startedAt, endedAt, activeMs })]
}

const keyOf = (world: World, by: readonly string[], { name, team, startedAt }: Work, claim: string | null) =>
  by
    .map((dimension) => {
      if (dimension === 'category') return claim === null ? '' : categoryOf(world, claim)
      if (dimension === 'day') return new Date(startedAt).toISOString().slice(0, 10)
      return dimension === 'user' ? name : dimension === 'team' ? team : shiftAt(startedAt)
    })
    .join('·')

function categoryOf({ denials }: World, claim: string): string {
  const [latest] = denials
    .filter((denial) => denial.claim === claim)
    .sort((one, other) => other.received - one.received || other.no - one.no)
  return latest?.category ?? ''
}

interface Period {
  readonly from: number
  readonly to: number
}
const began =
  ({ from, to }: Period) =>
  ({ startedAt }: Work) =>
    startedAt >= from && startedAt < to

function minutesPerDenial(world: World, by: readonly string[], period: Period) {
  const sums = new Map<string, Map<string, number>>()
  for (const work of world.work.filter(began(period))) {
    if (work.claim === null) continue
    const key = keyOf(world, by, work, work.claim)
    const ofKey = sums.get(key) ?? new Map<string, number>()
    sums.set(key, ofKey.set(work.claim, (ofKey.get(work.claim) ?? 0) + work.endedAt - work.startedAt))
  }
  return told(new Map([...sums].map(([key, ofClaims]) => [key, [...ofClaims.values()]])), 60_000, by)
}

function daysBetween(world: World, by: readonly string[], period: Period) {
  const pauses = new Map<string, number[]>()
  for (const work of world.work.filter(began(period))) {
    if (work.claim === null) continue
    const before = world.work.filter(({ claim, startedAt }) => claim === work.claim && startedAt < work.startedAt)
    const pause = work.startedAt - Math.max(...before.map(({ endedAt }) => endedAt))
    if (before.length === 0 || pause < 0) continue
    const key = keyOf(world, by, work, work.claim)
    pauses.set(key, [...(pauses.get(key) ?? []), pause])
  }
  return told(pauses, DAY, by)
}

function activeMinutes(world: World, by: readonly string[], period: Period, withInferred: boolean) {
  const sums = new Map<string, number>()
  for (const work of world.work.filter(began(period))) {
    const key = keyOf(world, by, work, work.spanOf ?? (withInferred ? work.inferred : null))
    sums.set(key, (sums.get(key) ?? 0) + work.endedAt - work.startedAt)
  }
  return Object.fromEntries(
    [...sums].map(([key, ms]) => [key, [Number((ms / 60_000).toFixed(9)), null, null, null]] as const),
  )
}

/** Of the denials touched in the period, those with three touches and more by its end. A touch counts to the last denial received until it began. */
function repeatTouches({ work, denials }: World, period: Period) {
  const until = Math.min(period.to, NOW)
  const counts = denials.map((denial) => {
    const next = Math.min(
      ...denials
        .filter(
          (other) =>
            other.claim === denial.claim &&
            (other.received > denial.received || (other.received === denial.received && other.no > denial.no)),
        )
        .map(({ received }) => received),
    )
    return work.filter(
      ({ claim, startedAt }) =>
        claim === denial.claim && startedAt >= denial.received && startedAt < Math.min(until, next),
    )
  })
  const touched = counts.filter((touches) => touches.some(({ startedAt }) => startedAt >= period.from))
  if (touched.length === 0) return { '': [null, null, null, null] }
  return { '': [touched.filter(({ length }) => length >= 3).length, touched.length, null, null] }
}

/** Sum, count, median and 90th percentile of each key's values, in a unit; a whole without any is one row of nulls. */
function told(values: ReadonlyMap<string, readonly number[]>, unit: number, by: readonly string[]) {
  if (by.length === 0 && values.size === 0) return { '': [null, null, null, null] }
  return Object.fromEntries(
    [...values].map(([key, ofKey]) => {
      const sorted = ofKey.toSorted((one, other) => one - other)
      const figures = [ofKey.reduce((sum, value) => sum + value, 0), quantile(sorted, 0.5), quantile(sorted, 0.9)]
      const [sum, p50, p90] = figures.map((figure) => Number((figure / unit).toFixed(9)))
      return [key, [sum, ofKey.length, p50, p90]]
    }),
  )
}

/** As PostgreSQL's percentile_cont: between two values in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const [below = 0, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return below + (above - below) * (place - Math.floor(place))
}
