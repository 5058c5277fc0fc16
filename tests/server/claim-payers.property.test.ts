import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processDirtyClaims } from '../../src/server/claim-activity/process-dirty-claims.ts'
import { bulkInsert } from '../../src/server/database/bulk-insert.ts'
import { denials } from '../../src/server/database/schema/denials.ts'
import { createForecastSource } from '../../src/server/forecast/recovery-forecast.ts'
import { markDirty } from '../../src/server/jobs/dirty-claims.ts'
import { loadTerms } from '../../src/server/metrics/metric-question.ts'
import { queryMetrics } from '../../src/server/metrics/query-metrics.ts'
import { readPanel } from '../../src/server/reports/panel.ts'
import { rollUpAll } from '../../src/server/rollups/roll-up.ts'
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
const everybody = { userId: null, team: null }
const claims = { c: token('c'), d: token('d') } as const

interface Work {
  readonly kind: 'work'
  readonly claim: 'c' | 'd' | null
  readonly payer: string | null
  readonly tagged: boolean
}
type Step =
  | Work
  | { readonly kind: 'denial'; readonly claim: 'c' | 'd'; readonly payer: string }
  | { readonly kind: 'roll up' }
  | { readonly kind: 'process' }

const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({
      kind: fc.constant('work' as const),
      claim: fc.constantFrom('c' as const, 'd' as const, null),
      payer: fc.constantFrom(null, null, 'Aetna'),
      tagged: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('denial' as const),
      claim: fc.constantFrom('c' as const, 'd' as const),
      payer: fc.constantFrom('Aetna', 'Cigna', 'Medicare'),
    }),
    fc.constantFrom<Step>({ kind: 'roll up' }, { kind: 'process' }),
  ),
  { minLength: 2, maxLength: 12 },
)

describe.each(storesOfPlainSql)('the payer of time on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  const minutesByPayer = async (id: MetricId) => {
    const terms = await loadTerms(tenant.scope, { zone: 'UTC', now: period.to })
    const filters = { userId: null, team: null, payer: null }
    const [answer] = await queryMetrics(
      tenant.scope,
      { metrics: [id], periods: [period], dimensions: ['payer'], filters, denialFilters: {}, shift: undefined },
      terms,
    )
    const rows = answer?.periods[0]?.rows ?? []
    return Object.fromEntries(rows.filter(({ value }) => (value ?? 0) > 0).map(({ key, value }) => [key ?? '–', value]))
  }
  const forecast = () => createForecastSource(tenant.database, () => period.to)

  async function addDenial(denialNo: number, claim: 'c' | 'd', payer: string) {
    const row = {
      ...{ denialNo, importNo: 1, payer, claimRef: claim, payerClaimRef: String(denialNo), claimToken: claims[claim] },
      ...{ kind: 'full', category: 'other', carcs: [], rarcs: [], billedCents: 100, paidCents: 0, deniedCents: 100 },
      ...{ balanced: true, state: 'new', received: START + denialNo, stateSince: START, lastEvent: 1 },
    } as const
    const columns = Object.keys(row) as (keyof typeof row)[]
    await tenant.database.query(bulkInsert(denials, columns, [row]))
    await markDirty(tenant.database, [claims[claim]])
  }

  test('is the rule’s, else that of the claim as it is known now, whatever came first and was rolled up when', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        await tenant.clear()
        await tenant.addUser('Ana')
        let seq = 0
        let denialNo = 0
        const known = new Map<string, string>()
        for (const [at, step] of all.entries()) {
          if (step.kind === 'roll up') await rollUpAll(tenant.database, 'UTC')
          else if (step.kind === 'process') await processDirtyClaims(tenant.database, forecast())
          else if (step.kind === 'denial') {
            denialNo += 1
            known.set(step.claim, step.payer)
            await addDenial(denialNo, step.claim, step.payer)
          } else {
            const [startedAt, endedAt] = [START + at * MINUTE, START + (at + 1) * MINUTE]
            const claimToken = step.claim === null ? null : claims[step.claim]
            const next = () => (seq += 1)
            const span = spanRecord({ seq: next(), startedAt, endedAt, claimToken, payer: step.payer })
            const touch =
              claimToken &&
              touchRecord({
                ...{ seq: next(), touchId: `${at}`, claimToken, startedAt, endedAt },
                ...{ activeMs: MINUTE, spanCount: 1 },
              })
            const tags = step.tagged ? [tagOf(span, { seq: next(), hiddenId: `${at}` })] : []
            await tenant.send('Ana device', [span, ...(touch ? [touch] : []), ...tags])
          }
        }
        await processDirtyClaims(tenant.database, forecast())
        const work = all.filter((step): step is Work => step.kind === 'work')
        const right = (which: readonly Work[]) => {
          const minutes: Record<string, number> = {}
          for (const { claim, payer } of which) {
            const of = payer ?? (claim === null ? undefined : known.get(claim)) ?? '–'
            minutes[of] = (minutes[of] ?? 0) + 1
          }
          return minutes
        }
        for (const rolledUp of [false, true]) {
          if (rolledUp) await rollUpAll(tenant.database, 'UTC')
          expect(await minutesByPayer('active_minutes')).toEqual(right(work))
          for (const payer of [...new Set([...known.values(), 'Aetna', ''])]) {
            const ofPayer = work.filter((each) => Object.keys(right([each]))[0] === (payer || '–'))
            const { people, totals } = await readPanel(tenant.scope, { ...wholeDay, ...everybody, payer }, 'UTC')
            expect(people.map(({ activeMs, hiddenMs }) => [activeMs, hiddenMs])).toEqual([
              [ofPayer.length * MINUTE, ofPayer.filter(({ tagged }) => tagged).length * MINUTE],
            ])
            const touches = ofPayer.filter(({ claim }) => claim !== null)
            expect(totals).toMatchObject({
              touches: touches.length,
              denials: new Set(touches.map(({ claim }) => claim)).size,
            })
          }
          expect(await minutesByPayer('hidden_minutes')).toEqual(right(work.filter(({ tagged }) => tagged)))
        }
      }),
      { numRuns: store === 'embedded' ? 25 : 60 },
    )
  })
})
