import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { retryAfterMs } from '../../../src/server/delivery/outbox.ts'
import { nextAlert, type KnownAlert } from '../../../src/server/alerts/transition.ts'

const now = 1_000
const known = (fields: Partial<KnownAlert>): KnownAlert => ({
  level: 'at_risk',
  state: 'open',
  snoozedUntil: null,
  ...fields,
})

describe('the next state of an alert', () => {
  test.each([
    ['none stays none', null, null, null],
    ['it is raised with a message', null, 'at_risk', { level: 'at_risk', state: 'open', notified: true }],
    ['it may be overdue at once', null, 'overdue', { level: 'overdue', state: 'open', notified: true }],
    ['it stays', known({}), 'at_risk', null],
    ['it becomes overdue, with a message', known({}), 'overdue', { level: 'overdue', state: 'open', notified: true }],
    [
      'also when acknowledged',
      known({ state: 'acknowledged' }),
      'overdue',
      { level: 'overdue', state: 'open', notified: true },
    ],
    [
      'also while snoozed',
      known({ state: 'snoozed', snoozedUntil: 2_000 }),
      'overdue',
      { level: 'overdue', state: 'open', notified: true },
    ],
    ['acknowledged while overdue it stays', known({ level: 'overdue', state: 'acknowledged' }), 'overdue', null],
    ['it stays snoozed', known({ level: 'overdue', state: 'snoozed', snoozedUntil: now + 1 }), 'overdue', null],
    [
      'it opens again when the time has passed',
      known({ state: 'snoozed', snoozedUntil: now }),
      'at_risk',
      { level: 'at_risk', state: 'open', notified: false },
    ],
    [
      'it is resolved',
      known({ state: 'acknowledged' }),
      null,
      { level: 'at_risk', state: 'resolved', notified: false },
    ],
    [
      'also while snoozed',
      known({ state: 'snoozed', snoozedUntil: 9_999 }),
      null,
      { state: 'resolved', notified: false },
    ],
    ['once', known({ state: 'resolved' }), null, null],
    [
      'it opens without a message when it applies again',
      known({ level: 'overdue', state: 'resolved' }),
      'overdue',
      { level: 'overdue', state: 'open', notified: false },
    ],
    ['overdue it stays overdue', known({ level: 'overdue' }), 'at_risk', null],
  ] as const)('%s', (_what, before, due, after) => {
    const next = nextAlert(before, due, now)
    if (after === null) expect(next).toBeNull()
    else expect(next).toMatchObject({ ...after, snoozedUntil: null })
  })

  test('a second evaluation changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('at_risk' as const, 'overdue' as const),
        fc.constantFrom('open' as const, 'acknowledged' as const, 'snoozed' as const, 'resolved' as const),
        fc.constantFrom(null, 'at_risk' as const, 'overdue' as const),
        (level, state, due) => {
          const next = nextAlert(known({ level, state, snoozedUntil: state === 'snoozed' ? now : null }), due, now)
          if (next) expect(nextAlert(next, due, now)).toBeNull()
        },
      ),
    )
  })
})

describe('the time between attempts', () => {
  test('doubles from half a minute to six hours, less up to half', () => {
    expect([1, 2, 3, 30].map((attempts) => retryAfterMs(attempts, 0))).toEqual([30_000, 60_000, 120_000, 21_600_000])
    expect(retryAfterMs(1, 0.5)).toBe(22_500)
  })
})
