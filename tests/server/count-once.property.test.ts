import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rollUpAll } from '../../src/server/rollups/roll-up.ts'
import { queryMetrics } from '../../src/server/metrics/query-metrics.ts'
import { loadTerms } from '../../src/server/metrics/metric-question.ts'
import { readPanel } from '../../src/server/reports/panel.ts'
import { readRibbons } from '../../src/server/reports/ribbons.ts'
import { unpackRibbons } from '../../src/shared/touches/index.ts'
import type { MetricId } from '../../src/shared/metrics/index.ts'
import { token } from './support/device.ts'
import { spanRecord, tagOf, touchRecord } from './support/records.ts'
import { storesOfPlainSql } from './support/stores.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 16, 15)
const period = { from: START - 3_600_000, to: START + 7_200_000 }
/** Read from the aggregates of the day. */
const wholeDay = { from: Date.UTC(2026, 10, 16), to: Date.UTC(2026, 10, 17) }
const minute = (at: number) => START + at * MINUTE

/** A stretch on one of a person's devices. It lies inside a quarter hour, as every span does. */
interface Stretch {
  readonly device: 'a' | 'b'
  readonly from: number
  readonly to: number
  readonly claim: string | null
  readonly tagged: boolean
  /** Of a remote desktop of which nothing inside is known. */
  readonly remote: boolean
}

const stretches = fc
  .array(
    fc.record({
      device: fc.constantFrom('a' as const, 'b' as const),
      quarter: fc.integer({ min: 0, max: 2 }),
      from: fc.integer({ min: 0, max: 13 }),
      length: fc.integer({ min: 1, max: 10 }),
      claim: fc.constantFrom(null, token('c'), token('d')),
      tagged: fc.boolean(),
      remote: fc.boolean(),
    }),
    { minLength: 2, maxLength: 10 },
  )
  .map((wanted) => {
    const taken = new Set<string>()
    return wanted.flatMap(({ device, quarter, from, length, claim, tagged, remote }): Stretch[] => {
      const begin = quarter * 15 + from
      const end = Math.min(begin + length, quarter * 15 + 15)
      const minutes = Array.from({ length: end - begin }, (_, index) => `${device} ${begin + index}`)
      // A device shows one window at a time, and two of its stretches do not adjoin.
      if ([`${device} ${begin - 1}`, ...minutes, `${device} ${end}`].some((one) => taken.has(one))) return []
      for (const one of minutes) taken.add(one)
      return [{ device, from: begin, to: end, claim, tagged, remote }]
    })
  })

/** What counts, minute by minute: of the stretches that run, one that is not remote, then the one that began later, then device a's. */
function counted(all: readonly Stretch[]): readonly Stretch[] {
  return Array.from({ length: 45 }, (_, at) => at).flatMap((at) => {
    const [first] = all
      .filter(({ from, to }) => from <= at && at < to)
      .toSorted(
        (one, other) =>
          Number(one.remote) - Number(other.remote) || other.from - one.from || (one.device < other.device ? -1 : 1),
      )
    return first ? [first] : []
  })
}

describe.each(storesOfPlainSql)('the time of a person with two devices on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  const metric = async (id: MetricId, by: readonly string[] = []) => {
    const terms = await loadTerms(tenant.scope, { zone: 'UTC', now: period.to })
    const [answer] = await queryMetrics(
      tenant.scope,
      {
        metrics: [id],
        periods: [period],
        dimensions: by,
        filters: { userId: null, team: null, payer: null },
        denialFilters: {},
        shift: undefined,
      },
      terms,
    )
    return answer?.periods[0]?.rows ?? []
  }

  test('counts once, in every sum and on the ribbon, in whatever order it comes and whenever it is rolled up', async () => {
    await fc.assert(
      fc.asyncProperty(stretches, fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }), async (all, rollUps) => {
        await tenant.clear()
        await tenant.addUser('Ana')
        await tenant.addDevice('a', 'Ana')
        await tenant.addDevice('b', 'Ana')
        const seqs = { a: 0, b: 0 }
        for (const [index, { device, from, to, claim, tagged, remote }] of all.entries()) {
          const [startedAt, endedAt] = [minute(from), minute(to)]
          const next = () => (seqs[device] += 1)
          const span = spanRecord({
            seq: next(),
            startedAt,
            endedAt,
            claimToken: claim,
            activity: `of ${device}`,
            rating: 'core',
            // Agents leave it out where it is false.
            ...(remote && { remote }),
          })
          const records = [
            span,
            ...(tagged ? [tagOf(span, { seq: next(), hiddenId: `${device} ${index}` })] : []),
            ...(claim === null
              ? []
              : [
                  touchRecord({
                    ...{ seq: next(), touchId: `${device} ${index}`, claimToken: claim, startedAt, endedAt },
                    ...{ activeMs: endedAt - startedAt, spanCount: 1 },
                  }),
                ]),
          ]
          await tenant.send(device, records, { now: period.to })
          if (rollUps[index] === true) await rollUpAll(tenant.database, 'UTC')
        }
        const right = counted(all)
        const minutesOf = (which: (stretch: Stretch) => boolean) => right.filter(which).length
        for (const rolledUp of [false, true]) {
          if (rolledUp) await rollUpAll(tenant.database, 'UTC')
          const [whole] = await metric('active_minutes')
          expect(whole?.value).toBe(right.length)
          const byActivity = new Map(
            (await metric('active_minutes', ['activity'])).map(({ key, value }) => [key, value]),
          )
          for (const device of ['a', 'b'] as const) {
            expect(byActivity.get(`of ${device}`) ?? 0).toBe(minutesOf((stretch) => stretch.device === device))
          }
          const ofPeople = await metric('active_minutes', ['user'])
          expect(ofPeople.map(({ value }) => value)).toEqual([right.length])
          const [hidden] = await metric('hidden_minutes')
          expect(hidden?.value ?? 0).toBe(minutesOf(({ tagged }) => tagged))
          // The panel reads a row for each person and day.
          const { people } = await readPanel(
            tenant.scope,
            { ...wholeDay, userId: null, team: null, payer: null },
            'UTC',
          )
          expect(people.map(({ activeMs, hiddenMs }) => [activeMs, hiddenMs])).toEqual([
            [right.length * MINUTE, minutesOf(({ tagged }) => tagged) * MINUTE],
          ])
          const [touched] = await metric('minutes_per_denial')
          expect(touched?.numerator ?? 0).toBe(minutesOf(({ claim }) => claim !== null))
        }
        const [ribbon] = unpackRibbons(await readRibbons(tenant.scope, period, ['Ana']))
        const shown = (ribbon?.segments ?? []).map(({ startedAt, endedAt }) => ({ startedAt, endedAt }))
        for (const [index, segment] of shown.entries()) {
          expect(segment.startedAt).toBeGreaterThanOrEqual(shown[index - 1]?.endedAt ?? 0)
        }
        expect(shown.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)).toBe(right.length * MINUTE)
      }),
      { numRuns: store === 'embedded' ? 25 : 40 },
    )
  })
})
