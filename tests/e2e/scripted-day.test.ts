import { writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { compareDay } from '../../bench/day/compare.ts'
import type { DayError } from '../../bench/day/compare.ts'
import { shortDay } from '../../bench/day/plan.ts'
import { runDay } from '../../bench/day/run.ts'
import type { DayRun } from '../../bench/day/run.ts'
import { artefact } from './support/product.ts'
import { slowness } from './support/slowness.ts'

// The day of `npm run bench -- day`, cut to a minute and a half: dwell times from 50 ms, idle, lock and an outage of the endpoint, recorded by the
// real agent and held against the script's own log.

let day: DayRun
let error: DayError
/**
 * The agent waits for its turn on a busy machine as this process does: what this one waited at worst, and as long again for the answers of the
 * X server both depend on, is nobody's error. Both compute more than this one does, so that a machine that is slow adds to it.
 */
let latenessMs: number

beforeAll(async () => {
  const slow = slowness()
  day = await runDay(shortDay)
  latenessMs = day.latenessMs * 2 * Math.max(slow, slowness())
  error = compareDay(day.log, day.recorded, 50 + latenessMs)
  writeFileSync(artefact('scripted-day.json'), JSON.stringify({ ...day, error }, null, 1))
})

test('the time of each kind is right to a thousandth of the day, as far as the script itself knows it', () => {
  expect(error.byKindBeyondDoubtMs).toBeLessThanOrEqual(error.lengthMs / 1000 + latenessMs)
  expect(Math.abs(error.sumMs)).toBeLessThanOrEqual(error.lengthMs / 1000)
})

test('no switch that lasted a tenth of a second is missed, and none is made up', () => {
  expect(error.missed.filter(({ leastMs }) => leastMs >= 100 + latenessMs)).toEqual([])
  expect(error.invented).toEqual([])
})

test('the day has what it is to have: short and long stretches, idle, a locked screen', () => {
  const kinds = new Set(day.recorded.map(({ what }) => what.split(' ')[0]))
  expect(kinds).toEqual(new Set(['active', 'idle', 'away']))
  expect(day.log.length).toBeGreaterThan(shortDay.switches)
})

test('replayed from what was observed, it gives the very spans that the agent stored', () => {
  // The last span was open when the agent ended, which no observation says.
  const closed = day.stored.slice(0, -1)
  expect(closed.length).toBeGreaterThan(shortDay.switches)
  expect(day.replayed.slice(0, closed.length)).toEqual(closed)
  expect(Math.abs(day.replayed.length - day.stored.length)).toBeLessThanOrEqual(1)
})
