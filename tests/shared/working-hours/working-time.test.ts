import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WorkingHours } from '../../../src/shared/contract/privacy.ts'
import type { Interval } from '../../../src/shared/contract/work.ts'
import { hoursText, workingTimeOf } from '../../../src/shared/working-hours/index.ts'
import { amount } from '../../setup/amount.ts'
import { isOpenByTheWall, openMs } from './naive-hours.ts'

const none: WorkingHours = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const HOUR = 3_600_000

const minutes = (total: number) =>
  `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`
/** @param minute of the day, of every boundary */
const hoursWith = (minute: fc.Arbitrary<number>): fc.Arbitrary<WorkingHours> => {
  const clockTime = minute.map(minutes)
  const shift = fc.record({ from: clockTime, to: fc.oneof(clockTime, fc.constant('24:00')) })
  const day = fc.array(shift, { maxLength: 3 })
  return fc.record({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day })
}
/** Instants around days in zones. */
const around = (...days: readonly { readonly zones: readonly string[]; readonly date: string }[]) =>
  fc.oneof(
    ...days.map(({ zones, date }) =>
      fc.record({
        zone: fc.constantFrom(...zones),
        startedAt: fc
          .integer({ min: -48 * HOUR, max: 48 * HOUR })
          .map((offset) => Date.parse(`${date}T12:00:00Z`) + offset),
      }),
    ),
  )
const anyZone = ['America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC']
const sum = (parts: readonly Interval[]) => parts.reduce((ms, part) => ms + part.endedAt - part.startedAt, 0)

test.each([
  {
    days: 'any days, where none begin or end in an hour that comes twice',
    hours: hoursWith(fc.integer({ min: 4 * 60, max: 24 * 60 - 1 })),
    start: around(
      ...['2026-03-08', '2026-11-01', '2026-04-05', '2026-10-04', '2026-07-01'].map((date) => ({
        zones: anyZone,
        date,
      })),
    ),
  },
  {
    days: 'days on which the clock skips up to an hour, also at midnight',
    hours: hoursWith(fc.oneof(fc.integer({ min: 0, max: 3 * 60 + 1 }), fc.integer({ min: 0, max: 24 * 60 - 1 }))),
    start: around(
      { zones: ['America/New_York', 'America/Havana'], date: '2026-03-08' },
      { zones: ['Australia/Lord_Howe'], date: '2026-10-04' },
      { zones: ['America/Santiago'], date: '2026-09-06' },
      { zones: ['Africa/Cairo'], date: '2026-04-24' },
    ),
  },
])('no millisecond outside working hours is kept, and none inside is lost: $days', ({ hours, start }) => {
  fc.assert(
    fc.property(hours, start, fc.integer({ min: 1, max: 30 * HOUR }), (set, { zone, startedAt }, length) => {
      const time = workingTimeOf({ workingHours: { ...set, zone } }, 'UTC')
      const interval = { startedAt, endedAt: startedAt + length }
      const parts = time.partsOf(interval)
      expect(sum(parts)).toBe(openMs(set, zone, interval.startedAt, interval.endedAt))
      for (const [index, part] of parts.entries()) {
        expect(part.startedAt).toBeGreaterThan(index === 0 ? startedAt - 1 : (parts[index - 1]?.endedAt ?? 0))
        expect(part.endedAt).toBeLessThanOrEqual(interval.endedAt)
        for (const at of [part.startedAt, part.endedAt - 1]) expect(isOpenByTheWall(set, zone, at)).toBe(true)
      }
      for (const at of [startedAt, interval.endedAt]) expect(time.isOpen(at)).toBe(isOpenByTheWall(set, zone, at))
    }),
    { numRuns: amount(150, 3000) },
  )
})

describe('working hours', () => {
  const sundays: WorkingHours = {
    ...none,
    sat: [{ from: '22:00', to: '06:00' }],
    sun: [{ from: '22:00', to: '06:00' }],
  }
  const nightOf = (date: string, zone = 'America/New_York') =>
    workingTimeOf({ workingHours: { ...sundays, zone } }, 'UTC').partsOf({
      startedAt: Date.parse(`${date}T16:00:00Z`),
      endedAt: Date.parse(`${date}T16:00:00Z`) + 24 * HOUR,
    })

  test('a night shift is an hour shorter or longer when the clock changes', () => {
    expect(nightOf('2026-03-07')).toEqual([
      { startedAt: Date.parse('2026-03-07T22:00:00-05:00'), endedAt: Date.parse('2026-03-08T06:00:00-04:00') },
    ])
    expect(sum(nightOf('2026-03-07'))).toBe(7 * HOUR)
    expect(sum(nightOf('2026-10-31'))).toBe(9 * HOUR)
    expect(sum(nightOf('2026-07-04'))).toBe(8 * HOUR)
  })

  test('a boundary in a skipped hour is the instant of the skip; in a repeated hour the first one counts', () => {
    const early = { ...none, sun: [{ from: '02:30', to: '04:00' }] }
    const short = { ...none, sun: [{ from: '01:00', to: '02:30' }] }
    const late = { ...none, sun: [{ from: '00:00', to: '01:30' }] }
    const parts = (set: WorkingHours, date: string) =>
      workingTimeOf({ workingHours: { ...set, zone: 'America/New_York' } }, 'UTC').partsOf({
        startedAt: Date.parse(`${date}T00:00:00Z`),
        endedAt: Date.parse(`${date}T23:00:00Z`),
      })
    expect(parts(early, '2026-03-08')).toEqual([
      { startedAt: Date.parse('2026-03-08T03:00:00-04:00'), endedAt: Date.parse('2026-03-08T04:00:00-04:00') },
    ])
    expect(parts(short, '2026-03-08')).toEqual([
      { startedAt: Date.parse('2026-03-08T01:00:00-05:00'), endedAt: Date.parse('2026-03-08T03:00:00-04:00') },
    ])
    expect(parts(late, '2026-11-01')).toEqual([
      { startedAt: Date.parse('2026-11-01T00:00:00-04:00'), endedAt: Date.parse('2026-11-01T01:30:00-04:00') },
    ])
  })

  test('while none are set, or the policy records outside them, nothing is outside', () => {
    const interval = { startedAt: 0, endedAt: 5 * 24 * HOUR }
    expect(workingTimeOf(undefined, 'UTC').partsOf(interval)).toEqual([interval])
    expect(workingTimeOf({ contact: 'x' }, 'UTC').isOpen(7)).toBe(true)
    const outside = workingTimeOf({ workingHours: none, recordOutsideHours: true }, 'UTC')
    expect(outside.partsOf(interval)).toEqual([interval])
    expect(workingTimeOf({ workingHours: none }, 'UTC').partsOf(interval)).toEqual([])
  })

  test('hours without a zone go by the computer', () => {
    const nine = { ...none, wed: [{ from: '09:00', to: '10:00' }] }
    const at = Date.parse('2026-07-01T13:30:00Z')
    expect(workingTimeOf({ workingHours: nine }, 'America/New_York').isOpen(at)).toBe(true)
    expect(workingTimeOf({ workingHours: nine }, 'UTC').isOpen(at)).toBe(false)
  })

  test('they are said in words', () => {
    const office = [
      { from: '08:00', to: '12:00' },
      { from: '13:00', to: '17:30' },
    ]
    const week = { ...none, mon: office, tue: office, wed: office, sat: [{ from: '22:00', to: '24:00' }] }
    expect(hoursText({ ...week, zone: 'America/Chicago' })).toBe(
      'Monday to Wednesday 8:00 AM – 12:00 PM, 1:00 PM – 5:30 PM; Saturday 10:00 PM – 12:00 AM (America/Chicago)',
    )
    expect(hoursText(none)).toBe('at no time')
  })
})
