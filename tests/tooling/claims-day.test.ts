import { expect, test } from 'vitest'
import { compareClaims, type Logged } from '../../bench/claims/compare.ts'
import type { SpanRow } from '../../src/shared/contract/index.ts'

const line = (at: number, claim: string, isCall = false): Logged => ({
  since: { notBefore: at, notAfter: at },
  claim,
  isCall,
})
const log = [line(0, 'A'), line(10_000, 'B'), line(20_000, 'B', true), line(30_000, 'B'), line(40_000, '')]
const span = (startedAt: number, endedAt: number, attributedToken: string | null, fields: Partial<SpanRow> = {}) =>
  ({ presence: 'active', startedAt, endedAt, attributedToken, call: false, ...fields }) as SpanRow

test('work counts as right, wrong or open by the claim of the log, and calls by their time', () => {
  const spans = [
    span(0, 10_200, 'a', { attribution: 'seen' }),
    span(10_200, 20_500, 'b', { attribution: 'inferred' }),
    span(20_500, 30_000, 'b', { attribution: 'seen', call: true }),
    span(30_000, 31_000, null),
    span(31_000, 35_000, 'a', { ruleId: 'notes', attribution: 'inferred' }),
    span(35_000, 40_000, 'b', { presence: 'idle' }),
  ]
  expect(compareClaims(log, spans, 500)).toEqual({
    workMs: 40_000,
    rightMs: 29_800,
    wrongMs: 4200,
    openMs: 6000,
    // The 200 ms at the change are seen late, not wrong.
    wrong: ['notes inferred for 4000 ms instead of B'],
    seenMs: 19_500,
    inferredMs: 10_300,
    callMs: 10_000,
    callRightMs: 9500,
    callInventedMs: 0,
  })
})
