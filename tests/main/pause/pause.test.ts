import { expect, test } from 'vitest'
import type { Journal } from '../../../src/main/journal/journal.ts'
import { Pause, type PauseOptions } from '../../../src/main/pause/pause.ts'
import type { SpanRecord } from '../../../src/shared/contract/index.ts'
import { FakeClock } from '../capture/fakes.ts'
import { openTestJournal } from '../journal/support/open.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOON = new Date(2026, 11, 1, 12).getTime()

function pauseAt(wall = NOON, change: Partial<PauseOptions> = {}) {
  const clock = new FakeClock()
  clock.wall = wall
  const journal = openTestJournal()
  const options = {
    journal,
    clock,
    minutesADay: () => null,
    partsOf: (pause: { startedAt: number; endedAt: number }) => [pause],
    ...change,
  }
  return { clock, journal, pause: new Pause(options), restarted: () => new Pause(options) }
}
const pausesOf = (journal: Journal) =>
  journal
    .recordsBetween(0, Number.MAX_SAFE_INTEGER)
    .filter((record): record is SpanRecord & { seq: number } => record.kind === 'span')
    .map(({ presence, startedAt, endedAt }) => [presence, startedAt, endedAt])

test('a pause ends by itself, exactly as long as it was chosen, and is recorded in quarter hours', () => {
  const { clock, journal, pause } = pauseAt(NOON + 5 * MINUTE)
  pause.begin(30)
  expect(pause.status()).toMatchObject({ until: NOON + 35 * MINUTE })
  clock.advance(30 * MINUTE - 1)
  expect([pause.settle(), pause.isPaused()]).toEqual([false, true])
  expect(pausesOf(journal)).toEqual([])
  expect(pause.open().at(-1)?.endedAt).toBe(NOON + 35 * MINUTE - 1)
  // A check is late.
  clock.advance(700)
  expect([pause.settle(), pause.isPaused(), pause.open()]).toEqual([true, false, []])
  expect(pausesOf(journal)).toEqual([
    ['paused', NOON + 5 * MINUTE, NOON + 15 * MINUTE],
    ['paused', NOON + 15 * MINUTE, NOON + 30 * MINUTE],
    ['paused', NOON + 30 * MINUTE, NOON + 35 * MINUTE],
  ])
})

test('a pause that the person ends is as long as it was', () => {
  const { clock, journal, pause } = pauseAt()
  pause.begin(60)
  clock.advance(4 * MINUTE)
  pause.end()
  pause.end()
  expect(pausesOf(journal)).toEqual([['paused', NOON, NOON + 4 * MINUTE]])
})

test('a restart goes on with what is left; one after its end records it to its end', () => {
  const first = pauseAt()
  first.pause.begin(30)
  first.clock.advance(10 * MINUTE)
  // The process, and its clock, begin anew.
  first.clock.monotonic = 3
  const again = first.restarted()
  expect(again.status().until).toBe(NOON + 30 * MINUTE)
  first.clock.advance(20 * MINUTE)
  expect(again.settle()).toBe(true)
  expect(pausesOf(first.journal).at(-1)).toEqual(['paused', NOON + 15 * MINUTE, NOON + 30 * MINUTE])

  const late = pauseAt()
  late.pause.begin(15)
  late.clock.advance(5 * HOUR)
  const next = late.restarted()
  expect(next.settle()).toBe(true)
  expect(pausesOf(late.journal)).toEqual([['paused', NOON, NOON + 15 * MINUTE]])
})

test('a wall clock that jumps neither shortens nor prolongs it', () => {
  for (const jump of [-3 * HOUR, 3 * HOUR]) {
    const { clock, journal, pause } = pauseAt()
    pause.begin(15)
    clock.advance(5 * MINUTE)
    clock.wall += jump
    clock.advance(10 * MINUTE - 1)
    expect(pause.settle()).toBe(false)
    clock.advance(1)
    expect(pause.settle()).toBe(true)
    expect(pausesOf(journal)).toEqual([['paused', NOON, NOON + 15 * MINUTE]])
  }
})

test('a clock that was set back before a restart does not prolong it beyond its length', () => {
  const { clock, pause, restarted } = pauseAt()
  pause.begin(15)
  clock.wall -= 5 * HOUR
  clock.monotonic = 0
  const again = restarted()
  clock.advance(15 * MINUTE)
  expect(again.settle()).toBe(true)
})

test('the policy limits the minutes of a day, over restarts, and the next day is a new one', () => {
  const { clock, journal, pause, restarted } = pauseAt(NOON, { minutesADay: () => 50 })
  expect(pause.status()).toEqual({ until: null, choices: [15, 30], minutesLeft: 50 })
  expect(() => pause.begin(60)).toThrow('Your company limits pauses: 50 minutes are left today.')
  pause.begin(30)
  clock.advance(30 * MINUTE)
  pause.settle()
  expect(pause.status()).toEqual({ until: null, choices: [15], minutesLeft: 20 })
  expect(restarted().status().minutesLeft).toBe(20)
  pause.begin(15)
  clock.advance(6 * MINUTE)
  expect(pause.status().minutesLeft).toBe(14)
  pause.end()
  expect(() => pause.begin(15)).toThrow('14 minutes are left today')
  expect(pause.isPaused()).toBe(false)
  clock.advance(12 * HOUR)
  expect(pause.status().minutesLeft).toBe(50)
  expect(pausesOf(journal)).toHaveLength(3)
})

test('what lies outside working hours is no pause', () => {
  const { clock, journal, pause } = pauseAt(NOON, {
    partsOf: ({ startedAt, endedAt }) => [{ startedAt, endedAt: Math.min(endedAt, NOON + 10 * MINUTE) }],
  })
  pause.begin(30)
  clock.advance(HOUR)
  pause.settle()
  expect(pausesOf(journal)).toEqual([['paused', NOON, NOON + 10 * MINUTE]])
})
