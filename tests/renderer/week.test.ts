import { expect, test } from 'vitest'
import { sameHours, weekOf } from '../../src/renderer/my-day/week.ts'
import { shellData } from './fake-shell.ts'

const { day } = shellData()
const none = { ...day, ribbon: [], activeMs: 0, byShade: {}, touches: [], denials: 0, hiddenMs: 0, manualMs: 0 }
const DAY = 86_400_000
const yesterday = {
  ...day,
  from: day.from - DAY,
  to: day.from,
  ribbon: day.ribbon.map((segment) => ({
    ...segment,
    startedAt: segment.startedAt - DAY,
    endedAt: segment.endedAt - DAY,
  })),
}
const before = { ...none, from: day.from - 2 * DAY, to: day.from - DAY }

test('the sums of a week are those of its days, to the millisecond', () => {
  const week = weekOf([before, yesterday, day])
  expect(week).toMatchObject({
    activeMs: 2 * day.activeMs,
    hiddenMs: 2 * day.hiddenMs,
    manualMs: 2 * day.manualMs,
    touches: 2 * day.touches.length,
    // Each once: both days are of the same denials.
    denials: day.denials,
  })
  for (const { key, days, total } of week.byShade)
    expect([days, total]).toEqual([[0, day.byShade[key], day.byShade[key]], 2 * (day.byShade[key] ?? 0)])
  expect(week.byShade.map(({ key }) => key).toSorted()).toEqual(Object.keys(day.byShade).toSorted())
  expect(week.byActivity.reduce((sum, { total }) => sum + total, 0)).toBe(2 * day.activeMs)
  const totals = week.byActivity.map(({ total }) => total)
  expect(totals).toEqual(totals.toSorted((one, other) => other - one))
})

test('every day is drawn over the same hours, around all of their work', () => {
  const extents = sameHours([before, yesterday, day])
  const [first, , last] = extents ?? []
  expect(last).toEqual({ from: (first?.from ?? 0) + 2 * DAY, to: (first?.to ?? 0) + 2 * DAY })
  const work = day.ribbon.filter(({ shade }) => shade !== 'away')
  expect(last?.from).toBeLessThanOrEqual(Math.min(...work.map(({ startedAt }) => startedAt)))
  expect(last?.to).toBeGreaterThanOrEqual(Math.max(...work.map(({ endedAt }) => endedAt)))
  expect(sameHours([before])).toBeNull()
})
