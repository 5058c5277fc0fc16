import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { retryAfterMs } from '../../../src/server/alerts/outbox.ts'
import { nextAlert } from '../../../src/server/alerts/transition.ts'
import type { KnownAlert } from '../../../src/server/alerts/transition.ts'

const now = 1_000
const known = (fields: Partial<KnownAlert>): KnownAlert => ({
  level: 'risk',
  state: 'open',
  snoozedUntil: null,
  ...fields,
})

describe('what becomes of an alert', () => {
  test.each([
    ['nothing of nothing', null, null, null],
    ['it is raised and told', null, 'risk', { level: 'risk', state: 'open', told: true }],
    ['it may be late at once', null, 'late', { level: 'late', state: 'open', told: true }],
    ['it stays', known({}), 'risk', null],
    ['it becomes late and is told again', known({}), 'late', { level: 'late', state: 'open', told: true }],
    ['also when acknowledged', known({ state: 'acknowledged' }), 'late', { level: 'late', state: 'open', told: true }],
    [
      'also while snoozed',
      known({ state: 'snoozed', snoozedUntil: 2_000 }),
      'late',
      { level: 'late', state: 'open', told: true },
    ],
    ['acknowledged as late it stays', known({ level: 'late', state: 'acknowledged' }), 'late', null],
    ['snoozed it waits', known({ level: 'late', state: 'snoozed', snoozedUntil: now + 1 }), 'late', null],
    [
      'it comes back when the time has passed',
      known({ state: 'snoozed', snoozedUntil: now }),
      'risk',
      { level: 'risk', state: 'open', told: false },
    ],
    ['it is resolved', known({ state: 'acknowledged' }), null, { level: 'risk', state: 'resolved', told: false }],
    ['also while snoozed', known({ state: 'snoozed', snoozedUntil: 9_999 }), null, { state: 'resolved', told: false }],
    ['once', known({ state: 'resolved' }), null, null],
    [
      'it comes back when it holds again, and is not told again',
      known({ level: 'late', state: 'resolved' }),
      'late',
      { level: 'late', state: 'open', told: false },
    ],
    ['late it stays late', known({ level: 'late' }), 'risk', null],
  ] as const)('%s', (_what, before, due, after) => {
    const next = nextAlert(before, due, now)
    if (after === null) expect(next).toBeNull()
    else expect(next).toMatchObject({ ...after, snoozedUntil: null })
  })

  test('what has been judged is not changed by being judged again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('risk' as const, 'late' as const),
        fc.constantFrom('open' as const, 'acknowledged' as const, 'snoozed' as const, 'resolved' as const),
        fc.constantFrom(null, 'risk' as const, 'late' as const),
        (level, state, due) => {
          const next = nextAlert(known({ level, state, snoozedUntil: state === 'snoozed' ? now : null }), due, now)
          if (next) expect(nextAlert(next, due, now)).toBeNull()
        },
      ),
    )
  })
})

describe('attempts that failed', () => {
  test('wait from half a minute, doubling, to six hours, spread over the later half', () => {
    expect([1, 2, 3, 30].map((attempts) => retryAfterMs(attempts, 0))).toEqual([30_000, 60_000, 120_000, 21_600_000])
    expect(retryAfterMs(1, 0.5)).toBe(22_500)
  })
})
