import { expect, test } from 'vitest'
import type { MetricRow } from '../../../src/shared/contract/metrics.ts'
import { withLaborKnown } from '../../../src/server/metrics/labor-known.ts'

const numbers = { value: 0, numerator: 0, denominator: 3, p50: null, p90: null }
const whole: MetricRow = { key: '', keys: [], ...numbers }
const ofWeek = (key: string): MetricRow => ({ key, keys: ['Aetna', key], ...numbers })
const monday = (day: string) => Date.parse(`${day}T05:00:00Z`)
const terms = { firstRecorded: Date.parse('2026-11-11T14:00:00Z'), zone: 'America/New_York' }

test('the labor of a period that ends before the first recorded work is not known', () => {
  const answered = (to: number) => withLaborKnown('cost_to_recover', [whole], { dimensions: [], to }, terms)
  expect(answered(monday('2026-11-09'))).toEqual([])
  expect(answered(terms.firstRecorded)).toEqual([])
  expect(answered(terms.firstRecorded + 1)).toEqual([whole])
})

test('a split by week leaves out the weeks before the one in which recording began', () => {
  const weeks = ['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16'].map(ofWeek)
  const asked = { dimensions: ['payer', 'week'], to: monday('2026-11-23') } as const
  expect(withLaborKnown('loaded_cost_per_denial', weeks, asked, terms)).toEqual(weeks.slice(2))
  expect(withLaborKnown('write_offs', weeks, asked, terms)).toEqual(weeks)
})

test('without any recorded work no labor is known', () => {
  const asked = { dimensions: [], to: monday('2026-11-23') }
  expect(withLaborKnown('cost_per_denial', [whole], asked, { ...terms, firstRecorded: null })).toEqual([])
})
