import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  businessCalendar,
  businessClock,
  businessMsAt,
  overdueAt,
  type BusinessClock,
  shiftSegments,
} from '../../../src/shared/business-time/index.ts'
import { calendarSchema } from '../../../src/shared/contract/settings.ts'

const HOUR = 3_600_000
const businessMsBetween = (clock: BusinessClock, from: number, to: number) =>
  businessMsAt(clock, to) - businessMsAt(clock, from)
const newYork = 'America/New_York'
const settings = calendarSchema.parse({
  zone: newYork,
  holidays: ['2026-11-26'],
  teams: { Night: { hours: nights(), shifts: [{ name: 'Night', from: '22:00', to: '06:00' }] } },
})
const office = businessCalendar(settings, null, 'UTC')
const at = (text: string) => Date.parse(text)
const local = (instant: number | null) =>
  instant === null ? null : new Date(instant).toLocaleString('sv-SE', { timeZone: newYork })

function nights() {
  const open = [
    { from: '00:00', to: '06:00' },
    { from: '22:00', to: '24:00' },
  ]
  return { mon: open, tue: open, wed: open, thu: open, fri: open, sat: open, sun: open }
}

describe('when something becomes overdue', () => {
  const day = { amount: 1, unit: 'business_days' } as const
  test.each([
    ['a remittance dated Friday starts on Friday morning', '2026-11-20T00:00:00-05:00', day, '2026-11-23 08:00:00'],
    ['a start on Friday evening counts as Monday morning', '2026-11-20T19:30:00-05:00', day, '2026-11-24 08:00:00'],
    ['a business day later is the same time of day', '2026-11-23T14:30:00-05:00', day, '2026-11-24 14:30:00'],
    ['a holiday is not a business day', '2026-11-25T09:00:00-05:00', day, '2026-11-27 09:00:00'],
    ['a weekend in between', '2026-11-20T10:00:00-05:00', { amount: 2, unit: 'business_days' }, '2026-11-24 10:00:00'],
    [
      'business hours run while it is open',
      '2026-11-20T16:00:00-05:00',
      { amount: 3, unit: 'business_hours' },
      '2026-11-23 10:00:00',
    ],
    [
      'an hour that ends at closing time is due then',
      '2026-11-20T16:00:00-05:00',
      { amount: 1, unit: 'business_hours' },
      '2026-11-20 17:00:00',
    ],
    [
      'the last calendar day counts to its end',
      '2026-11-01T00:00:00-04:00',
      { amount: 7, unit: 'calendar_days' },
      '2026-11-09 00:00:00',
    ],
    [
      'across the clock change in March',
      '2026-03-06T12:00:00-05:00',
      { amount: 2, unit: 'calendar_days' },
      '2026-03-09 00:00:00',
    ],
  ] as const)('%s', (_, from, within, expected) => {
    expect(local(overdueAt(at(from), within, office))).toBe(expected)
  })

  test('a calendar that never opens has no deadline in business time', () => {
    const closed = { ...office, hours: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] } }
    expect(overdueAt(at('2026-11-20T10:00:00-05:00'), day, closed)).toBeNull()
    expect(overdueAt(at('2026-11-20T10:00:00-05:00'), { amount: 1, unit: 'business_hours' }, closed)).toBeNull()
  })
})

describe('the business clock', () => {
  const clock = businessClock(office, at('2026-10-26T00:00:00-04:00'), at('2026-12-01T00:00:00-05:00'))
  test.each([
    ['inside one day', '2026-11-20T09:00:00-05:00', '2026-11-20T11:30:00-05:00', 2.5],
    ['over a night', '2026-11-19T16:00:00-05:00', '2026-11-20T09:00:00-05:00', 2],
    ['over a weekend', '2026-11-20T16:00:00-05:00', '2026-11-23T09:00:00-05:00', 2],
    ['a whole holiday', '2026-11-26T00:00:00-05:00', '2026-11-27T00:00:00-05:00', 0],
    ['across the clock change in November', '2026-10-30T08:00:00-04:00', '2026-11-02T17:00:00-05:00', 18],
  ])('%s', (_, from, to, hours) => {
    expect(businessMsBetween(clock, at(from), at(to)) / HOUR).toBe(hours)
  })

  test('business hours across a clock change are as long as they really are', () => {
    const night = businessCalendar(settings, 'Night', 'UTC')
    const hours = (from: string, to: string) =>
      businessMsBetween(businessClock(night, at(from), at(to)), at(from), at(to)) / HOUR
    // 00:00 to 06:00 of the day: five hours when 02:00 is skipped, seven when 01:00 comes twice.
    expect(hours('2026-03-08T00:00:00-05:00', '2026-03-08T12:00:00-04:00')).toBe(5)
    expect(hours('2026-11-01T00:00:00-04:00', '2026-11-01T12:00:00-05:00')).toBe(7)
  })

  test('two parts add up to the whole, for any instants', () => {
    const span = [at('2026-10-26T00:00:00-04:00'), at('2026-11-30T00:00:00-05:00')] as const
    const instant = fc.integer({ min: span[0], max: span[1] })
    fc.assert(
      fc.property(instant, instant, instant, (...instants: [number, number, number]) => {
        const [a, b, c] = instants.sort((one, other) => one - other)
        const whole = businessMsBetween(clock, a, c)
        expect(businessMsBetween(clock, a, b) + businessMsBetween(clock, b, c)).toBe(whole)
        expect(whole).toBeLessThanOrEqual(c - a)
      }),
    )
  })

  test('a deadline in business hours is that many business hours away', () => {
    const instant = fc.integer({ min: at('2026-10-26T00:00:00-04:00'), max: at('2026-11-13T00:00:00-05:00') })
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 40 }), (from, amount) => {
        const due = overdueAt(from, { amount, unit: 'business_hours' }, office)
        expect(due === null ? null : businessMsBetween(clock, from, due)).toBe(amount * HOUR)
      }),
    )
  })
})

describe('shifts', () => {
  const calendar = {
    ...office,
    shifts: [shift('Day', '07:00', '15:00'), shift('Late', '14:00', '22:00'), shift('Night', '22:00', '07:00')],
  }
  function shift(name: string, from: string, to: string) {
    return { name, from, to }
  }
  test('follow each other; overlapping time belongs to the shift listed first', () => {
    const day = shiftSegments(calendar, at('2026-11-20T08:00:00-05:00'), at('2026-11-20T23:00:00-05:00'))
    expect(day.map(({ name, from, to }) => [name, local(from), local(to)])).toEqual([
      ['Day', '2026-11-20 07:00:00', '2026-11-20 15:00:00'],
      ['Late', '2026-11-20 15:00:00', '2026-11-20 22:00:00'],
      ['Night', '2026-11-20 22:00:00', '2026-11-21 07:00:00'],
    ])
  })
  test('the night shift of the day before reaches into the first day', () => {
    const [first] = shiftSegments(calendar, at('2026-11-20T02:00:00-05:00'), at('2026-11-20T03:00:00-05:00'))
    expect([first?.name, local(first?.from ?? 0)]).toEqual(['Night', '2026-11-19 22:00:00'])
  })
})
