import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  afterChange,
  CHANGE_EVERY_MS,
  CHANGES_AT_ONCE,
  type ChangePace,
  localDay,
  resumedPace,
  waitForChange,
} from '../../../src/main/rules/change-pace.ts'

const MORNING = new Date(2026, 11, 1, 9).getTime()
const MINUTE = 60_000

/** The pace after this many changes, all at one instant. */
function changed(times: number, at = MORNING): ChangePace | undefined {
  let pace: ChangePace | undefined
  for (let change = 0; change < times; change += 1) pace = afterChange(pace, at)
  return pace
}

test('five changes of a day take place at once, the others ten minutes after the one before', () => {
  for (let times = 0; times < CHANGES_AT_ONCE; times += 1) expect(waitForChange(changed(times), MORNING)).toBe(0)
  const five = changed(5)
  expect(waitForChange(five, MORNING)).toBe(CHANGE_EVERY_MS)
  expect(waitForChange(five, MORNING + 4 * MINUTE)).toBe(6 * MINUTE)
  expect(waitForChange(five, MORNING + 10 * MINUTE)).toBe(0)
  expect(waitForChange(afterChange(five, MORNING + 10 * MINUTE), MORNING + 10 * MINUTE)).toBe(CHANGE_EVERY_MS)
})

test('the next local day begins with five', () => {
  const late = new Date(2026, 11, 1, 23, 59).getTime()
  expect(waitForChange(changed(9, late), late + MINUTE)).toBe(0)
  expect(afterChange(changed(9, late), late + MINUTE)).toMatchObject({ changes: 1 })
})

test('a clock that was set back gives no second five and never makes a set wait for longer than ten minutes', () => {
  const five = changed(5)
  const yesterday = MORNING - 86_400_000
  expect(waitForChange(five, yesterday)).toBe(CHANGE_EVERY_MS)
  const resumed = resumedPace(five, yesterday)
  expect(waitForChange(resumed, yesterday)).toBe(CHANGE_EVERY_MS)
  expect(waitForChange(resumed, yesterday + 10 * MINUTE)).toBe(0)
  expect(afterChange(resumed, yesterday + 10 * MINUTE)).toEqual({
    day: localDay(MORNING),
    changes: 6,
    lastAt: yesterday + 10 * MINUTE,
  })
})

test('whenever sets arrive, no more than five and one every ten minutes are applied on a day', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 * MINUTE }), { maxLength: 60 }), (waits) => {
      let pace: ChangePace | undefined
      let now = new Date(2026, 11, 1).getTime()
      const applied: number[] = []
      for (const wait of waits) {
        now += wait
        if (waitForChange(pace, now) > 0) continue
        pace = afterChange(pace, now)
        applied.push(now)
      }
      for (const [index, at] of applied.entries()) {
        const before = applied.slice(0, index).filter((other) => localDay(other) === localDay(at))
        if (before.length >= CHANGES_AT_ONCE) expect(at - (before.at(-1) ?? 0)).toBeGreaterThanOrEqual(CHANGE_EVERY_MS)
      }
    }),
  )
})
