import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Temporal } from 'temporal-polyfill'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { Agent } from '../../src/main/agent.ts'
import { Desk, account, claimStatus, enrollCode, notes, until } from '../integration/support/desk.ts'
import type { DeviceRow, Page } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { storedSpans, type StoredSpan } from './support/stored.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const cleanUps: (() => Promise<unknown>)[] = []
let endpoint: Endpoint & { adminToken: string }
let now = () => Date.now()
beforeAll(async () => {
  endpoint = await freshEndpoint('postgres', { jobIntervals: { roll_up: null }, now: () => now() })
})
afterAll(() => endpoint.close())
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function deskAt(user: string, at: number) {
  const desk = await Desk.at(at)
  cleanUps.push(() => desk.leave())
  now = () => desk.clock.now()
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, user) })
  return { desk, agent }
}

async function storedWhenDelivered(agent: Agent, user: string): Promise<StoredSpan[]> {
  agent.pause(15)
  await until(() => agent.status().backlog === 0, 'everything is delivered')
  return storedSpans(endpoint, user)
}

const lengthOf = (spans: readonly StoredSpan[]) => spans.reduce((sum, { ms }) => sum + ms, 0)
const NINE = Date.UTC(2026, 10, 23, 9)

test('clock steps forward and back: the work is recorded exact to the millisecond', async () => {
  const { desk, agent } = await deskAt('clock steps', NINE)
  const steps = [HOUR, -4 * MINUTE, 1500, -1500, 2001, 24 * HOUR, -SECOND]
  for (const step of steps) {
    desk.work(account('PCN-20418'), 3 * MINUTE)
    desk.work(claimStatus('PCN-20418'), 2 * MINUTE + 345)
    desk.clock.wall += step
  }
  desk.work(notes, MINUTE)
  const spans = await storedWhenDelivered(agent, 'clock steps')
  expect(lengthOf(spans)).toBe(steps.length * (5 * MINUTE + 345) + MINUTE)
  expect(spans.every(({ ms, presence }) => ms > 0 && presence === 'active')).toBe(true)
})

test('work that a clock far ahead dated in the future is set aside and shown, and everything else counts', async () => {
  const { desk, agent } = await deskAt('clock ahead', NINE)
  desk.work(account('PCN-20418'), 5 * MINUTE)
  desk.clock.wall += 90 * MINUTE
  desk.work(claimStatus('PCN-20418'), 5 * MINUTE)
  // Set right again before anything was delivered.
  desk.clock.wall -= 90 * MINUTE
  desk.work(notes, MINUTE)
  const spans = await storedWhenDelivered(agent, 'clock ahead')
  expect(lengthOf(spans)).toBe(6 * MINUTE)
  expect(agent.status().quarantined).toBeGreaterThan(0)
  const { body } = await ask<Page<DeviceRow>>(endpoint, '/v1/devices')
  const device = body.rows.find(({ userName }) => userName === 'clock ahead')
  expect(device?.gaps.refused).toBeGreaterThan(0)
})

// In New York in 2026, March 8 has 23 hours and November 1 has 25.
for (const [what, day, hours] of [
  ['spring', '2026-03-08', 23],
  ['autumn', '2026-11-01', 25],
] as const) {
  test(`daylight saving time in ${what}: night work across it keeps its length, in a day of ${hours} hours`, async () => {
    const midnight = Temporal.PlainDate.from(day).toZonedDateTime('America/New_York')
    const from = midnight.epochMilliseconds
    const to = midnight.add({ days: 1 }).epochMilliseconds
    expect(to - from).toBe(hours * HOUR)
    // From 11:30 PM the evening before, for four hours.
    const { desk, agent } = await deskAt(what, from - 30 * MINUTE)
    for (let visit = 0; visit < 8; visit += 1) desk.work(visit % 2 ? notes : account('PCN-20418'), 30 * MINUTE)
    const spans = await storedWhenDelivered(agent, what)
    expect(lengthOf(spans)).toBe(4 * HOUR)
    expect(agent.day({ from, to }).activeMs).toBe(3.5 * HOUR)
    expect(agent.day({ from: from - 24 * HOUR, to: from }).activeMs).toBe(0.5 * HOUR)
    // In sequence, without a gap or an overlap.
    expect(spans.slice(1).map(({ startedAt }) => startedAt)).toEqual(
      spans.slice(0, -1).map(({ startedAt, ms }) => startedAt + ms),
    )
  })
}

for (const [what, monoMs] of [
  ['stops with the computer', 5 * SECOND],
  ['goes on', 2 * HOUR],
] as const) {
  test(`a suspend without a resume, where the monotonic clock ${what}: the night is away time, not work`, async () => {
    const user = `suspended, ${what}`
    const { desk, agent } = await deskAt(user, NINE)
    desk.work(account('PCN-20418'), 10 * MINUTE)
    desk.power.tell('suspend')
    desk.clock.wall += 2 * HOUR
    desk.clock.monotonic += monoMs
    const woken = desk.clock.now()
    // No resume event comes: the clocks show that the computer is awake.
    await until(() => {
      desk.windows.change(desk.windows.window)
      return agent.status().lastCaptureAt === woken
    }, 'it sees windows again')
    desk.work(notes, 10 * MINUTE)
    const spans = await storedWhenDelivered(agent, user)
    const lengths = (presence: string) => lengthOf(spans.filter((span) => span.presence === presence))
    expect({ active: lengths('active'), idle: lengths('idle'), away: lengths('away') }).toEqual({
      active: 20 * MINUTE,
      idle: 0,
      away: 2 * HOUR,
    })
  })
}

test('sleep without an event: the unobserved time is in no span', async () => {
  const { desk, agent } = await deskAt('asleep without a word', NINE)
  desk.work(account('PCN-20418'), 10 * MINUTE)
  desk.clock.advance(3 * HOUR)
  desk.work(notes, 10 * MINUTE)
  expect(lengthOf(await storedWhenDelivered(agent, 'asleep without a word'))).toBe(20 * MINUTE)
})
