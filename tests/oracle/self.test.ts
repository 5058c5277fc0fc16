import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ruleSetSchema } from '../../src/shared/contract/ruleset.ts'
import { observationSchema } from '../../src/shared/contract/observation.ts'
import { coverageOf } from './coverage.ts'
import { fixtureDays } from './days.ts'
import { oracle } from './oracle.ts'
import { arbitraryCase } from './random-days.ts'
import { amount } from '../setup/amount.ts'

describe('the oracle on days with hand-made results', () => {
  const days = fixtureDays()

  it('finds the days', () => {
    expect(days.length).toBeGreaterThanOrEqual(16)
  })

  it.each(days.map((day) => [day.name, day] as const))('%s', (_, { lines, ruleSet, expected }) => {
    expect(oracle(lines, ruleSet)).toEqual(expected)
  })
})

describe('random days', () => {
  it('are valid by the contract', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ lines, ruleSet }) => {
        ruleSetSchema.parse(ruleSet)
        for (const line of lines) observationSchema.parse(line)
      }),
      { numRuns: 200 },
    )
  })

  it('have every property that the contract requires', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ lines, ruleSet }) => {
        const { spans, touches, hiddenWork, totals } = oracle(lines, ruleSet)
        for (const span of spans) {
          expect(span.endedAt).toBeGreaterThan(span.startedAt)
          expect(Math.floor(span.startedAt / 900_000)).toBe(Math.floor((span.endedAt - 1) / 900_000))
          expect(span.activity === null).toBe(span.presence === 'away')
          if (span.activity === 'private' || span.rating === 'private') {
            expect(span).toMatchObject({ activity: 'private', rating: 'private', system: null, payer: null, app: null })
            expect(span).toMatchObject({ ruleId: null, claimToken: null })
          }
        }
        const withToken = spans.filter((span) => span.presence === 'active' && span.claimToken !== null)
        const length = (list: typeof spans) => list.reduce((sum, span) => sum + span.endedAt - span.startedAt, 0)
        expect(touches.reduce((sum, touch) => sum + touch.activeMs, 0)).toBe(length(withToken))
        expect(touches.reduce((sum, touch) => sum + touch.spanCount, 0)).toBe(withToken.length)
        expect(Object.values(totals.byPresence).reduce((sum, ms) => sum + ms, 0)).toBe(length(spans))
        expect(hiddenWork.reduce((sum, record) => sum + record.ms, 0)).toBe(totals.hiddenMs)
      }),
      { numRuns: amount(200, 2000) },
    )
  })

  it('reach every rule of the contract often', () => {
    const days = 1000
    const coverage = coverageOf(days, 20_261_118)
    const rarest = [...coverage].filter(([, count]) => count < days / 100)
    expect(rarest).toEqual([])
    expect(coverage.size).toBeGreaterThanOrEqual(50)
  })
})
