import { expect, test } from 'vitest'
import { stoppedAt, type LastHeard, type WorkingDays } from '../../../src/shared/device-health/index.ts'
import { businessCalendar } from '../../../src/shared/business-time/index.ts'
import { settingsSchemas } from '../../../src/shared/contract/settings.ts'

/** A Tuesday, in UTC. */
const at = (clock: string, day = 1) => Date.UTC(2026, 11, day, ...(clock.split(':').map(Number) as [number, number]))
const nine = [{ from: '09:00', to: '17:00' }]
const week = { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: [], sun: [] }
const calendar = businessCalendar(
  settingsSchemas.calendar.parse({ zone: 'UTC', hours: week, holidays: ['2026-12-02'] }),
  null,
  'UTC',
)
const office: WorkingDays = { privacy: undefined, calendar }
const heard = (lastSeenAt: number | null, more: Partial<LastHeard> = {}): LastHeard => ({
  lastSeenAt,
  health: { state: 'recording' },
  healthAt: lastSeenAt,
  ...more,
})

test('an agent that was heard from today and is silent for 45 minutes of business hours has stopped', () => {
  expect(stoppedAt(heard(at('10:12')), at('10:56'), office)).toBeNull()
  expect(stoppedAt(heard(at('10:12')), at('10:57'), office)).toBe(at('10:12'))
  // Of before the office opens, and of after it closes, nothing counts.
  expect(stoppedAt(heard(at('07:30')), at('09:44'), office)).toBeNull()
  expect(stoppedAt(heard(at('07:30')), at('09:45'), office)).toBe(at('07:30'))
  expect(stoppedAt(heard(at('16:30')), at('23:00'), office)).toBeNull()
  // The day after, nobody was heard from; and on a holiday nobody is missed.
  expect(stoppedAt(heard(at('10:12')), at('10:57', 3), office)).toBeNull()
  expect(stoppedAt(heard(at('10:12', 2)), at('12:00', 2), office)).toBeNull()
  expect(stoppedAt(heard(null), at('12:00'), office)).toBeNull()
})

test('the working hours of the policy come before those of the calendar, whether or not it records outside them', () => {
  const late = [{ from: '14:00', to: '22:00' }]
  const workingHours = { mon: late, tue: late, wed: late, thu: late, fri: late, sat: [], sun: [] }
  for (const recordOutsideHours of [true, false]) {
    const shift: WorkingDays = { privacy: { workingHours, recordOutsideHours }, calendar }
    expect(stoppedAt(heard(at('10:12')), at('14:44'), shift)).toBeNull()
    expect(stoppedAt(heard(at('20:00')), at('20:45'), shift)).toBe(at('20:00'))
  }
})

test.each([
  ['a computer that sleeps', { health: { state: 'recording', leaving: 'suspend' } }, null],
  ['a computer that was shut down', { health: { state: 'recording', leaving: 'shutdown' } }, null],
  ['an agent whose notice was not read', { health: { state: 'notice_due' } }, null],
  ['an agent that was quit', { health: { state: 'recording', leaving: 'quit' } }, at('10:12')],
  ['an agent that was ended while it was paused', { health: { state: 'paused' } }, at('10:12')],
  ['an agent that never reported', { health: null, healthAt: null }, at('10:12')],
  [
    'an agent that was heard from after it said goodbye',
    { health: { state: 'recording', leaving: 'suspend' }, healthAt: at('10:10') },
    at('10:12'),
  ],
] as const)('%s', (_what, more, expected) => {
  expect(stoppedAt(heard(at('10:12'), more), at('12:00'), office)).toBe(expected)
})
