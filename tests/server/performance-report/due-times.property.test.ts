import fc from 'fast-check'
import type { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { lastDue, nextDue, type Timing } from '../../../src/server/performance-report/schedule/due-times.ts'
import { reportPeriod } from '../../../src/server/performance-report/schedule/report-period.ts'
import { dayOf } from '../../../src/shared/business-time/index.ts'
import { type ReportSchedule, weekdays } from '../../../src/shared/contract/settings.ts'

const NEW_YORK = 'America/New_York'
const at = (text: string) => Date.parse(text)
const iso = (instant: number) => new Date(instant).toISOString()
const weekly = (weekday: Timing['weekday'], time: string): Timing => ({ every: 'week', weekday, monthDay: 1, time })
const monthly = (monthDay: Timing['monthDay'], time = '07:00'): Timing => ({
  ...{ every: 'month', weekday: 'mon', monthDay, time },
})

/** All due times of a year, as a job finds them that looks when the last one said. */
function dueIn(timing: Timing, zone: string, from: number, to: number): number[] {
  const found: number[] = []
  for (let due = nextDue(timing, zone, from); due < to; due = nextDue(timing, zone, due)) found.push(due)
  return found
}

test('in spring a time that does not exist is an hour later, once', () => {
  const days = dueIn(weekly('sun', '02:30'), NEW_YORK, at('2026-03-02T12:00:00Z'), at('2026-03-16T12:00:00Z'))
  expect(days.map(iso)).toEqual(['2026-03-08T07:30:00.000Z', '2026-03-15T06:30:00.000Z'])
})

test('in fall a time that comes twice is due at the first, once', () => {
  const days = dueIn(weekly('sun', '01:30'), NEW_YORK, at('2026-10-26T12:00:00Z'), at('2026-11-09T12:00:00Z'))
  expect(days.map(iso)).toEqual(['2026-11-01T05:30:00.000Z', '2026-11-08T06:30:00.000Z'])
  // In the hour that comes again, the last one was the first.
  expect(iso(lastDue(weekly('sun', '01:30'), NEW_YORK, at('2026-11-01T01:45:00-05:00')))).toBe(
    '2026-11-01T05:30:00.000Z',
  )
})

test('a month without the day has it on its last', () => {
  const from = at('2026-01-01T00:00:00Z')
  const days = (timing: Timing) =>
    dueIn(timing, 'UTC', from, at('2026-05-01T00:00:00Z')).map((due) => iso(due).slice(5, 10))
  expect(days(monthly(31))).toEqual(['01-31', '02-28', '03-31', '04-30'])
  expect(days(monthly('last'))).toEqual(['01-31', '02-28', '03-31', '04-30'])
  expect(days(monthly(1, '00:00'))).toEqual(['02-01', '03-01', '04-01'])
})

const timings: fc.Arbitrary<Timing> = fc.record({
  every: fc.constantFrom('week', 'month'),
  weekday: fc.constantFrom(...weekdays),
  monthDay: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant('last' as const)),
  time: fc.tuple(fc.nat(23), fc.nat(59)).map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':')),
})
const zones = fc.constantFrom(
  NEW_YORK,
  'America/Phoenix',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'UTC',
)
const instants = fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') })

const monthsOf = (day: Temporal.PlainDate | undefined) => (day?.year ?? 0) * 12 + (day?.month ?? 0)

test('there is one due time a week or month, and next and last agree on it', () => {
  fc.assert(
    fc.property(timings, zones, instants, (timing, zone, now) => {
      const next = nextDue(timing, zone, now)
      const last = lastDue(timing, zone, now)
      expect(last).toBeLessThanOrEqual(now)
      expect(next).toBeGreaterThan(now)
      expect(nextDue(timing, zone, last)).toBe(next)
      expect(lastDue(timing, zone, next)).toBe(next)
      expect(lastDue(timing, zone, next - 1)).toBe(last)
      const [one, other] = [last, next].map((due) => dayOf(due, zone))
      if (timing.every === 'week') {
        // A time that is skipped at midnight may be on the next day.
        expect([6, 7, 8]).toContain(one?.until(other ?? one).days)
      } else expect(monthsOf(other) - monthsOf(one)).toBe(1)
    }),
  )
})

test('periods are whole weeks and months before the day, beside those before them', () => {
  const dates = (name: ReportSchedule['period'], due: string) => {
    const { period, before } = reportPeriod(name, at(due), NEW_YORK)
    return [before.from, period.from, period.to].map(iso)
  }
  expect(dates('last_week', '2026-11-04T07:00:00-05:00')).toEqual([
    ...['2026-10-19T04:00:00.000Z', '2026-10-26T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ])
  expect(dates('last_month', '2026-03-31T07:00:00-04:00')).toEqual([
    ...['2026-01-01T05:00:00.000Z', '2026-02-01T05:00:00.000Z', '2026-03-01T05:00:00.000Z'],
  ])
  expect(dates('last_13_weeks', '2026-11-30T07:00:00-05:00')).toEqual([
    ...['2026-06-01T04:00:00.000Z', '2026-08-31T04:00:00.000Z', '2026-11-30T05:00:00.000Z'],
  ])
})
