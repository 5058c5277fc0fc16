import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  businessCalendar,
  overdueAt,
  overdueCurve,
  type OverdueCurve,
} from '../../../src/shared/business-time/index.ts'
import { calendarSchema, weekdays } from '../../../src/shared/contract/settings.ts'
import { amount } from '../../setup/amount.ts'

const DAY = 86_400_000

/** `overdueAt` of one start, read from the curve as SQL reads it. */
function overdueOn({ from, overdue, moves }: OverdueCurve, start: number): number | null {
  const index = from.findLastIndex((begin) => begin <= start)
  const base = overdue[index] ?? null
  return base === null || moves[index] !== true ? base : base + start - (from[index] ?? start)
}

const clockTime = fc
  .integer({ min: 0, max: 96 })
  .map(
    (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  )
const opening = fc
  .tuple(clockTime, clockTime)
  .filter(([from, to]) => from !== to)
  .map((times) => times.toSorted())
  .map(([from = '', to = '']) => ({ from, to }))
const hours = fc.record(
  Object.fromEntries(weekdays.map((day) => [day, fc.array(opening, { maxLength: 2 })])) as Record<
    (typeof weekdays)[number],
    fc.Arbitrary<{ from: string; to: string }[]>
  >,
)
const world = fc.record({
  zone: fc.constantFrom('America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago', 'UTC'),
  hours: fc.oneof(hours, fc.constant(undefined)),
  holidays: fc.array(fc.integer({ min: 0, max: 59 }), { maxLength: 8 }),
  within: fc.record({
    amount: fc.integer({ min: 1, max: 40 }),
    unit: fc.constantFrom('business_hours' as const, 'business_days' as const, 'calendar_days' as const),
  }),
  // Around the clock changes in spring and fall, in both hemispheres.
  from: fc.constantFrom('2026-02-20', '2026-03-20', '2026-09-20', '2026-10-20').map((day) => Date.parse(day)),
})

describe('a curve of deadlines', () => {
  test('gives every start in its range the deadline of that start alone', () => {
    fc.assert(
      fc.property(world, fc.array(fc.integer({ min: 0, max: 21 * DAY }), { maxLength: 12 }), (given, offsets) => {
        const calendar = businessCalendar(
          calendarSchema.parse({
            zone: given.zone,
            hours: given.hours,
            holidays: given.holidays.map((day) => new Date(given.from + day * DAY).toISOString().slice(0, 10)),
          }),
          null,
          'UTC',
        )
        const curve = overdueCurve(given.within, calendar, given.from, given.from + 21 * DAY)
        // Errors would show where two pieces meet.
        const edges = curve.from.slice(1).flatMap((at) => [at - 1, at])
        const starts = [...offsets.map((offset) => given.from + offset), ...edges].filter((at) => at >= given.from)
        expect(starts.map((start) => [start, overdueOn(curve, start)])).toEqual(
          starts.map((start) => [start, overdueAt(start, given.within, calendar)]),
        )
      }),
      { numRuns: amount(25, 500) },
    )
  })

  test('treats a start before its range as one at its beginning', () => {
    const calendar = businessCalendar(calendarSchema.parse({ zone: 'UTC' }), null, 'UTC')
    const from = Date.parse('2026-11-24T10:00Z')
    const curve = overdueCurve({ amount: 1, unit: 'business_days' }, calendar, from, from + DAY)
    expect(overdueOn(curve, from - 5 * DAY)).toBe(from + DAY)
    expect(overdueOn(curve, from + 1)).toBe(from + DAY + 1)
  })
})
