import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MetricAnswer } from '../../../src/shared/contract/metrics.ts'
import { sql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, runsOn, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadeClaim } from '../x835/make835.ts'
import { denied, detail, everyDenial, forgetDenials, paid, reversal, send, setZone } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const METRICS = ['initial_denial_rate', 'first_pass_payment_rate', 'dollars_recovered', 'denials_received']

interface RemittanceFile {
  readonly day: number
  readonly trace: string
  readonly claims: readonly MadeClaim[]
}

const partly = (claimRef: string, fields: Partial<MadeClaim>): MadeClaim => ({
  claimRef,
  lines: [
    { charge: 6_000, paid: 6_000 },
    { charge: 4_000, paid: 0, adjustments: [['CO', '197', 4_000]] },
  ],
  ...fields,
})

const payerClaimRef = fc.constantFrom('P1', 'P2', 'P3')
const kinds = ['denied', 'partly', 'paid', 'less', 'patient', 'repeat', 'void', 'reversed', 'taken'] as const
const claim: fc.Arbitrary<MadeClaim> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    number: payerClaimRef,
    frequency: fc.constantFrom('1', '1', '1', '7'),
    originalRef: fc.option(fc.constantFrom('P1', 'P2'), { nil: undefined, freq: 4 }),
  })
  .map(({ kind, number, frequency, originalRef }) => {
    const fields = { payerClaimRef: number, frequency, ...(originalRef !== undefined && { originalRef }) }
    switch (kind) {
      case 'denied':
        return denied('A1', fields)
      case 'partly':
        return partly('A1', fields)
      case 'less':
        return { ...paid('A1', fields), lines: [{ charge: 10_000, paid: 500, adjustments: [['CO', '45', 9_500]] }] }
      case 'patient':
        return { ...paid('A1', fields), lines: [{ charge: 10_000, paid: 0, adjustments: [['PR', '1', 10_000]] }] }
      case 'repeat':
        return { ...denied('A1', fields), lines: [{ charge: 10_000, paid: 0, adjustments: [['CO', '18', 10_000]] }] }
      case 'void':
        return { ...denied('A1', fields), frequency: '8' }
      case 'reversed':
        return reversal('A1', fields)
      case 'taken':
        return {
          ...reversal('A1', fields),
          lines: [{ charge: -10_000, paid: -500, adjustments: [['CO', '45', -9_500]] }],
        }
      default:
        return paid('A1', fields)
    }
  })

/** Days may be the same; each file has its own control number. */
const files: fc.Arbitrary<readonly RemittanceFile[]> = fc.array(
  fc.record({
    day: fc.integer({ min: 1, max: 5 }),
    trace: fc.constantFrom('T1', 'T2', 'T3'),
    claims: fc.array(claim, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 2, maxLength: 5 },
)

const inTwoOrders = files.chain((list) =>
  fc.tuple(
    fc.constant(list),
    fc.shuffledSubarray([...list.keys()], { minLength: list.length, maxLength: list.length }),
  ),
)

describe.each(storesOfPlainSql)('files in any order on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => NOW })
    await setZone(endpoint, 'UTC')
  })
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  const bring = async (list: readonly RemittanceFile[], order: readonly number[]) => {
    for (const index of order) {
      const file = list[index]
      if (!file) throw new Error('there is no such file')
      const { day, trace, claims } = file
      const text = make835([{ date: `2026040${day}`, traceNumber: trace, claims }], { firstControlNumber: index + 1 })
      expect((await send(endpoint, `${index}.835`, text)).body).toMatchObject({ status: 'imported' })
    }
  }

  /** The denials without their numbers, and without the file's name when two files say the same. */
  const known = async () => {
    const rows = await everyDenial(endpoint)
    const denials = await Promise.all(
      rows.map(async ({ id, sourceFile: _one, ...row }) => {
        const { events } = (await detail(endpoint, id)).body
        const texts = events.map(({ kind, at, to }) => JSON.stringify([kind, at, to]))
        return JSON.stringify({ ...row, events: texts.sort() })
      }),
    )
    const claims = await endpoint.database.query(
      sql`select payer, encode(claim_token, 'hex') as token, first_received, first_outcome, billed_cents, first_paid_cents, provider
        from claims order by payer, claim_token`,
    )
    const metrics = await Promise.all(
      METRICS.map(async (id) => {
        const { status, body } = await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=0&to=${NOW}`)
        expect(status).toBe(200)
        return body.rows
      }),
    )
    return { denials: denials.sort().map((text) => JSON.parse(text) as unknown), claims, metrics }
  }

  test('give the same denials, events, claims and metrics', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(inTwoOrders, async ([list, order]) => {
        // Also after a run that failed, so that smaller ones are tried on nothing.
        await forgetDenials(endpoint)
        await bring(list, [...list.keys()])
        const first = await known()
        await forgetDenials(endpoint)
        await bring(list, order)
        expect(await known()).toEqual(first)
      }),
      { numRuns: runsOn(store, 12, 60) },
    )
  })
})
