import { writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { compareDay, type DayError } from '../../bench/day/compare.ts'
import { shortDay } from '../../bench/day/plan.ts'
import { runDay, type DayRun } from '../../bench/day/run.ts'
import { artefact } from './support/product.ts'
import { slowness } from './support/slowness.ts'

// The day of `npm run bench -- day`, cut to a minute and a half: dwell times from 50 ms, idle, lock and an outage, recorded by the
// real agent and compared with the script's own log.

let day: DayRun
let error: DayError
/**
 * On a busy machine the agent is delayed as much as this process. This process's longest delay, and as much again for the X server,
 * is not counted as an error.
 */
let latenessMs: number

beforeAll(async () => {
  const slow = slowness()
  day = await runDay(shortDay)
  latenessMs = day.latenessMs * 2 * Math.max(slow, slowness())
  error = compareDay(day.log, day.recorded, 50 + latenessMs)
  writeFileSync(artefact('scripted-day.json'), JSON.stringify({ ...day, error }, null, 1))
})

test('the time of each kind is exact to a thousandth of the day, within the script’s own accuracy', () => {
  expect(error.byKindBeyondDoubtMs).toBeLessThanOrEqual(error.lengthMs / 1000 + latenessMs)
  expect(Math.abs(error.sumMs)).toBeLessThanOrEqual(error.lengthMs / 1000)
})

test('no switch of a tenth of a second or more is missed, and none is invented', () => {
  expect(error.missed.filter(({ leastMs }) => leastMs >= 100 + latenessMs)).toEqual([])
  expect(error.invented).toEqual([])
})

test('the day has short and long segments, idle time and a locked screen', () => {
  const kinds = new Set(day.recorded.map(({ what }) => what.split(' ')[0]))
  expect(kinds).toEqual(new Set(['active', 'idle', 'away']))
  expect(day.log.length).toBeGreaterThan(shortDay.switches)
})

test('a replay of the observations gives exactly the spans that the agent stored', () => {
  // The last span was open when the agent ended, which no observation shows.
  const closed = day.stored.slice(0, -1)
  expect(closed.length).toBeGreaterThan(shortDay.switches)
  expect(day.replayed.slice(0, closed.length)).toEqual(closed)
  expect(Math.abs(day.replayed.length - day.stored.length)).toBeLessThanOrEqual(1)
})
