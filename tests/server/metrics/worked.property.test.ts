import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SpanRecord, TouchRecord } from '../../../src/shared/contract/ingest.ts'
import { metricDefinition } from '../../../src/shared/metrics/index.ts'
import type { MetricId } from '../../../src/shared/metrics/index.ts'
import { judgeClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { queueClaims } from '../../../src/server/jobs/dirty-claims.ts'
import { checkBatch } from '../../../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../../../src/server/ingest/ingest.ts'
import { loadMetricQuery } from '../../../src/server/metrics/load-query.ts'
import { readMetric } from '../../../src/server/metrics/read-metric.ts'
import { foldBatches } from '../../../src/server/rollups/roll-up.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { readForecast } from '../../../src/server/forecast/recovery-forecast.ts'
import { batchOf, token } from '../support/device.ts'
import { spanRecord, touchRecord } from '../support/records.ts'
import { freshEndpoint, runsOn, stores } from '../support/stores.ts'

// Work by category, person, team and shift is read where it stands, each in a way of its own. Whatever has been summed up, judged or changed since,
// it is what the records and denials say.

const HOUR = 3_600_000
const DAY = 24 * HOUR
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
/** Of the calendar that the tenant has at first. */
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
        kind: fc.constant('named anew' as const),
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
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('fold' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('judge' as const) }) },
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
)
type Step = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never

interface Work {
  /** What its span says. */
  readonly spanOf: string | null
  /** What the last revision of its touch says. */
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

describe.each(stores)('work by what it was for and who did it, on the %s store', (store) => {
  let endpoint: Endpoint
  let made = 0
  beforeAll(async () => (endpoint = await freshEndpoint(store, { foldEveryMs: null, judgeEveryMs: null })))
  afterAll(() => endpoint.close())

  async function freshTenant(): Promise<string> {
    made += 1
    const tenantId = `tenant ${made}`
    const { database } = endpoint
    await database.query(`insert into tenants (tenant_id, token_key, zone, created_at) values ($1, '', 'UTC', 0)`, [
      tenantId,
    ])
    await database.query(
      `insert into imports (
         tenant_id, import_no, name, content_hash, format, imported_at, imported_by, claims, full_denials, partial_denials, reversals,
         imbalances, added, known, updated, unmatched_reversals, denied_cents
       ) values ($1, 1, 'a file', '', '835', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`,
      [tenantId],
    )
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
      `insert into settings (tenant_id, name, version, body, changed_at, changed_by) values ($1, 'calendar', 1, $2, 0, '')`,
      [tenantId, JSON.stringify(calendar)],
    )
    await database.query(
      `insert into rule_sets (tenant_id, version, body, published_at, published_by)
       select $1, version, body, published_at, published_by from rule_sets where tenant_id = 'main'`,
      [tenantId],
    )
    for (const { name, team } of people) {
      await database.query(
        `insert into users (tenant_id, user_id, name, team, sample, created_at) values ($1, $2, $2, $3, false, 0)`,
        [tenantId, name, team],
      )
      await database.query(
        `insert into devices (tenant_id, device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
         values ($1, $2::text || ' device', $2, '', '', '', false, 0)`,
        [tenantId, name],
      )
    }
    return tenantId
  }

  async function happen(tenantId: string, step: Step, world: World): Promise<void> {
    const { database } = endpoint
    switch (step.kind) {
      case 'work': {
        const { name, team } = people[step.person] ?? people[0]
        const startedAt = START + step.quarter * 900_000
        const endedAt = startedAt + step.minutes * 60_000
        const records = recordsOf(world.work.length, step.claim, startedAt, endedAt)
        await ingestBatch(
          database,
          { tenantId, deviceId: `${name} device` },
          checkBatch(batchOf(records, `${world.work.length}`.padStart(16, '0'))),
          NOW,
        )
        world.work.push({ spanOf: step.claim, claim: step.claim, name, team: team ?? '', startedAt, endedAt })
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
        const batch = checkBatch(batchOf([touch], `${step.touch}`.padStart(16, '0')))
        await ingestBatch(database, { tenantId, deviceId: `${work.name} device` }, batch, NOW)
        world.revisions += 1
        work.claim = step.claim
        break
      }
      case 'denial': {
        const no = world.denials.length + 1
        await database.transaction(async (queries) => {
          await queries.query(
            `insert into denials (tenant_id, denial_no, import_no, payer, claim_ref, payer_claim_ref, claim_token, kind, category, group_code,
               carcs, rarcs, billed_cents, paid_cents, denied_cents, balanced, state, received, last_event, state_since)
             values ($1, $2, 1, 'Aetna', 'C', 'I', $3, 'full', $4, 'CO', '{16}', '{}', 900, 0, 900, true, 'in_progress', $5, 1, $5)`,
            [tenantId, no, token(step.claim), step.category, step.received],
          )
          await queueClaims(queries, tenantId, [token(step.claim)])
        })
        world.denials.push({ claim: step.claim, received: step.received, no, category: step.category })
        break
      }
      case 'named anew':
        await database.transaction(async (queries) => {
          await queries.query('update denials set category = $3 where tenant_id = $1 and claim_token = $2', [
            tenantId,
            token(step.claim),
            step.category,
          ])
          await queueClaims(queries, tenantId, [token(step.claim)])
        })
        for (const denial of world.denials) if (denial.claim === step.claim) denial.category = step.category
        break
      case 'fold':
        await foldBatches(database, tenantId, 'UTC')
        break
      case 'judge':
        await judgeClaims(database, tenantId, () => readForecast(database, tenantId, NOW))
        break
    }
  }

  async function answer(tenantId: string, id: MetricId, by: readonly string[], period: { from: number; to: number }) {
    const slice = { tenantId, ...period, userId: null, team: null, payer: null }
    const question = { by, filter: {}, shift: undefined }
    const { query } = await loadMetricQuery(endpoint.database, metricDefinition(id), slice, question, {
      zone: 'UTC',
      now: NOW,
    })
    const { rows } = await readMetric(endpoint.database, id, query, undefined)
    return Object.fromEntries(
      rows.map(({ keys, numerator, denominator, p50, p90 }) => [
        keys.map((key) => key ?? '').join('·'),
        [numerator, denominator, p50, p90].map((value) => (value === null ? null : Number(value.toFixed(9)))),
      ]),
    )
  }

  test('is what the records and denials say, whatever stands and whatever waits', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 0, max: DAYS - 1 }),
        fc.constantFrom(0, 5 * HOUR),
        async (history, day, off) => {
          const tenantId = await freshTenant()
          const world: World = { work: [], revisions: 0, denials: [] }
          const periods = [
            { from: START + day * DAY + off, to: NOW + DAY },
            { from: START - DAY, to: START + day * DAY + off },
          ]
          for (const step of history) await happen(tenantId, step, world)
          for (const period of periods) {
            for (const by of [['category'], ['user'], ['team'], ['shift'], ['team', 'category'], []]) {
              const looked = `by ${by.join()} from ${period.from}`
              expect(await answer(tenantId, 'minutes_per_denial', by, period), looked).toEqual(
                minutesPerDenial(world, by, period),
              )
            }
            expect(await answer(tenantId, 'repeat_touch_share', [], period)).toEqual(repeatTouches(world, period))
            for (const by of [['category'], []]) {
              expect(await answer(tenantId, 'days_between_touches', by, period)).toEqual(daysBetween(world, by, period))
            }
            for (const by of [['category'], ['team', 'category']]) {
              expect(await answer(tenantId, 'active_minutes', by, period)).toEqual(activeMinutes(world, by, period))
            }
          }
        },
      ),
      { numRuns: runsOn(store, 25, 120), endOnFailure: true },
    )
  })
})

/** A span, and its touch where it is of a claim: each in a generation of its own, so that they are new to the endpoint. */
function recordsOf(no: number, claim: string | null, startedAt: number, endedAt: number): (SpanRecord | TouchRecord)[] {
  const claimToken = claim === null ? null : token(claim)
  const span = spanRecord({ seq: 1, startedAt, endedAt, claimToken })
  if (claimToken === null) return [span]
  const activeMs = endedAt - startedAt
  return [span, touchRecord({ seq: 2, touchId: `t${no}`, revision: 1, claimToken, startedAt, endedAt, activeMs })]
}

const keyOf = (world: World, by: readonly string[], { name, team, startedAt }: Work, claim: string | null) =>
  by
    .map((slice) => {
      if (slice === 'category') return claim === null ? '' : categoryOf(world, claim)
      return slice === 'user' ? name : slice === 'team' ? team : shiftAt(startedAt)
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

function activeMinutes(world: World, by: readonly string[], period: Period) {
  const sums = new Map<string, number>()
  for (const work of world.work.filter(began(period))) {
    const key = keyOf(world, by, work, work.spanOf)
    sums.set(key, (sums.get(key) ?? 0) + work.endedAt - work.startedAt)
  }
  return Object.fromEntries(
    [...sums].map(([key, ms]) => [key, [Number((ms / 60_000).toFixed(9)), null, null, null]] as const),
  )
}

/** Of the denials touched in the period, those with three touches and more by its end: a touch counts to the last denial received until it began. */
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
