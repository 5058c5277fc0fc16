import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DenialDue, type DueStatus, dueKinds, dueStatuses } from '../../../src/shared/contract/worklist.ts'
import {
  compareRanked,
  estimateForecast,
  type ForecastCounts,
  type Ranked,
} from '../../../src/shared/priority/index.ts'

const counts = fc
  .record({
    payer: fc.constantFrom('Aetna', 'Cigna', ''),
    category: fc.constantFrom('authorization', 'eligibility'),
    resolved: fc.nat({ max: 500 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    worked: fc.nat({ max: 500 }),
    each: fc.integer({ min: 0, max: 90 }),
  })
  .map(({ share, each, ...row }): ForecastCounts => ({
    ...row,
    overturned: Math.round(row.resolved * share),
    minutes: row.worked * each,
  }))
const table = fc.uniqueArray(counts, { selector: ({ payer, category }) => `${payer} ${category}`, minLength: 1 })

describe('the forecast of a payer and category', () => {
  test('without a history is even odds and the minutes of a manual transaction', () => {
    expect(estimateForecast([]).unknown).toEqual({
      overturnRate: 0.5,
      minutes: 8,
      resolved: 0,
      overturned: 0,
      worked: 0,
    })
  })

  test('moves little for few denials: the rest of its weight is the tenant’s own mean', () => {
    const row = { payer: 'Aetna', category: 'authorization', resolved: 16, overturned: 14, worked: 8, minutes: 142 }
    const forecast = estimateForecast([row])
    // (14 + 0.5 × 4) ÷ (16 + 4) = 0.8; (142 + 8 × 2) ÷ (8 + 2) = 15.8
    expect(forecast.unknown).toMatchObject({ overturnRate: 0.8, minutes: 15.8 })
    // (14 + 0.8 × 10) ÷ (16 + 10); (142 + 15.8 × 10) ÷ (8 + 10)
    expect(forecast.rows).toEqual([
      {
        payer: 'Aetna',
        category: 'authorization',
        overturnRate: 22 / 26,
        minutes: 300 / 18,
        resolved: 16,
        overturned: 14,
        worked: 8,
      },
    ])
  })

  test('has a probability as its rate, minutes above 0, and the counts it was given', () => {
    fc.assert(
      fc.property(table, (rows) => {
        for (const [index, { overturnRate, minutes, ...rest }] of estimateForecast(rows).rows.entries()) {
          expect(overturnRate).toBeGreaterThan(0)
          expect(overturnRate).toBeLessThan(1)
          expect(minutes).toBeGreaterThan(0)
          expect(rows[index]).toMatchObject(rest)
        }
      }),
    )
  })

  test('never falls with one more overturned appeal', () => {
    fc.assert(
      fc.property(table, ([first, ...others]) => {
        if (!first) return
        const rateOf = (row: ForecastCounts) => estimateForecast([row, ...others]).rows[0]?.overturnRate ?? 0
        const more = { ...first, resolved: first.resolved + 1, overturned: first.overturned + 1 }
        expect(rateOf(more)).toBeGreaterThanOrEqual(rateOf(first))
      }),
    )
  })

  test('equals the data when there are many', () => {
    fc.assert(
      fc.property(table, fc.double({ min: 0, max: 1, noNaN: true }), (others, share) => {
        const many = 1_000_000
        const overturned = Math.round(many * share)
        const pair = {
          payer: 'Humana',
          category: 'coding',
          resolved: many,
          overturned,
          worked: many,
          minutes: many * 30,
        }
        const row = estimateForecast([pair, ...others]).rows[0]
        expect(row?.overturnRate).toBeCloseTo(overturned / many, 4)
        expect(row?.minutes).toBeCloseTo(30, 2)
      }),
    )
  })
})

describe('the order of a worklist', () => {
  const due: fc.Arbitrary<DenialDue | null> = fc.option(
    fc.record({
      kind: fc.constantFrom(...dueKinds),
      slaId: fc.constant(null),
      at: fc.integer({ min: 0, max: 3 }),
      status: fc.constantFrom(...dueStatuses),
    }),
  )
  const ranked: fc.Arbitrary<Ranked> = fc.record({
    due,
    priority: fc.integer({ min: 0, max: 3 }),
    denialNo: fc.integer({ min: 1, max: 20 }),
  })

  test('is total: antisymmetric and transitive', () => {
    fc.assert(
      fc.property(ranked, ranked, ranked, (a, b, c) => {
        expect(Math.sign(compareRanked(a, b)) + Math.sign(compareRanked(b, a))).toBe(0)
        if (a.denialNo !== b.denialNo) expect(compareRanked(a, b)).not.toBe(0)
        if (compareRanked(a, b) <= 0 && compareRanked(b, c) <= 0) expect(compareRanked(a, c)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 1000 },
    )
  })

  test('is overdue, at risk, others; appeals first; overdue ones by expected recovery, those at risk by due date', () => {
    const of = (status: DueStatus, kind: DenialDue['kind'], at: number): DenialDue => ({
      status,
      kind,
      at,
      slaId: null,
    })
    const rows: Ranked[] = [
      { denialNo: 1, due: null, priority: 900 },
      { denialNo: 2, due: of('upcoming', 'appeal', 1), priority: 1000 },
      { denialNo: 3, due: of('at_risk', 'appeal', 50), priority: 0 },
      { denialNo: 4, due: of('overdue', 'follow_up', 2), priority: 5 },
      { denialNo: 5, due: of('overdue', 'appeal', 9), priority: 1 },
      { denialNo: 6, due: of('overdue', 'appeal', 8), priority: 0 },
      { denialNo: 7, due: of('overdue', 'follow_up', 2), priority: 6 },
      { denialNo: 8, due: of('at_risk', 'appeal', 40), priority: 0 },
    ]
    expect(rows.toSorted(compareRanked).map(({ denialNo }) => denialNo)).toEqual([5, 6, 7, 4, 8, 3, 2, 1])
  })
})
