import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDirectory } from '../../src/host/directory-lock.ts'
import type { DeviceRow, SpanRow } from '../../src/shared/contract/index.ts'
import { cleanUps } from './support/clean-up.ts'
import { activeWindow, managedWindows, openTerminal, pressKey } from './support/desktop.ts'
import { Hands } from './support/hands.ts'
import { during, measureLateness, type Instant } from './support/instant.ts'
import { METRICS_TOKEN, runEndpoint } from './support/endpoints.ts'
import {
  allRows,
  enrollmentCode,
  freshFolder,
  publishTwoPages,
  startAgent,
  untilRecording,
  type RunningEndpoint,
} from './support/product.ts'
import { chromiumProcessTypes, familyOf, kill } from './support/processes.ts'
import { uncut } from './support/segments.ts'
import { slowness } from './support/slowness.ts'
import { until } from './support/waiting.ts'

// A hidden agent: its processes and files while it records, and what is left when it ends in different ways.

const undo = cleanUps()
let endpoint: RunningEndpoint
let data: string
beforeEach(async () => {
  endpoint = await runEndpoint(undo)
  data = await freshFolder(undo, 'agent')
})
afterEach(() => undo.run())

const spansOf = async (activity: string) =>
  uncut(await allRows<SpanRow>(endpoint, '/v1/spans')).filter((span) => span.activity === activity)
const atEndpoint = (activity: string, number = 1) =>
  until(`${number} spans of ${activity} at the endpoint`, async () => {
    const spans = await spansOf(activity)
    return spans.length >= number && spans
  })
/** See work-day.test.ts. */
const toleranceMs = 250
/** The agent reads the window every second. Nothing is credited after its last reading. */
const tickMs = 1000

test('the agent shows nothing, and SIGTERM ends it at once with everything recorded', async () => {
  await publishTwoPages(endpoint)
  const eligibility = await openTerminal('Eligibility', undo)
  const appeal = await openTerminal('Appeal', undo)
  const began = await eligibility.show()
  const before = { windows: await managedWindows(), active: await activeWindow() }

  const agent = startAgent(undo, { endpoint, data, enroll: await enrollmentCode(endpoint, 'A. Brandt') })
  await untilRecording(agent)
  const switched = await appeal.show()
  await atEndpoint('eligibility')
  expect(chromiumProcessTypes(agent.pid)).not.toContain('renderer')
  // Proves that the process list is complete.
  expect(chromiumProcessTypes(agent.pid)).toContain('zygote')
  expect(await managedWindows()).toEqual(before.windows)
  expect([before.active, await activeWindow()]).toEqual([eligibility.id, appeal.id])
  expect(agent.said().match(/no system tray/g)).toHaveLength(1)

  await sleep(1500)
  const family = familyOf(agent.pid)
  const lateness = measureLateness()
  const slow = slowness()
  const ended = await during(async () => {
    agent.signal('SIGTERM')
    expect(await agent.ended, agent.said()).toBe(0)
  })
  const late = lateness.stop()
  expect(ended.notAfter - ended.notBefore).toBeLessThan(2000 * Math.max(slow, slowness()) + late)
  await until('all its processes are gone', () => {
    const left = new Set(family.map(({ pid }) => pid))
    return !familyOf(process.pid).some(({ pid }) => left.has(pid))
  })

  // Recorded but unsent work waits for the next start.
  const next = startAgent(undo, { data })
  await untilRecording(next)
  const [span] = await atEndpoint('appeal')
  expect(span?.startedAt).toBeGreaterThanOrEqual(switched.notBefore - 5)
  expect(span?.startedAt).toBeLessThanOrEqual(switched.notAfter + toleranceMs + late)
  expect(span?.endedAt).toBeGreaterThanOrEqual(ended.notBefore - tickMs - toleranceMs - late)
  expect(span?.endedAt).toBeLessThanOrEqual(ended.notAfter)
  expect(began.notAfter).toBeLessThan(switched.notBefore)
})

test('kill -9 in the middle of a span loses at most a second and duplicates nothing', async () => {
  await publishTwoPages(endpoint)
  const eligibility = await openTerminal('Eligibility', undo)
  const appeal = await openTerminal('Appeal', undo)
  const hands = new Hands(pressKey)
  hands.work()
  undo.add(() => hands.rest())
  const lateness = measureLateness()

  const kills: { readonly switched: Instant; readonly killed: Instant }[] = []
  const enroll = await enrollmentCode(endpoint, 'A. Brandt')
  // At a different moment between two ticks each time.
  for (const dwellMs of [1250, 2600, 3950]) {
    await eligibility.show()
    const agent = startAgent(undo, { endpoint, data, enroll })
    await untilRecording(agent)
    await sleep(500)
    const switched = await appeal.show()
    await sleep(dwellMs)
    const killed = await during(() => kill(familyOf(agent.pid)))
    expect(await agent.ended).toBeNull()
    kills.push({ switched, killed })
  }
  await eligibility.show()
  const last = startAgent(undo, { endpoint, data, enroll })
  await untilRecording(last)
  // It logs this before its first reading; on a busy machine the window could be gone again by then.
  await sleep(500)
  const resumedBefore = (await appeal.show()).notAfter
  await atEndpoint('eligibility', kills.length + 1)
  const tolerance = toleranceMs + lateness.stop()

  const cutOff = await atEndpoint('appeal', kills.length)
  expect(cutOff).toHaveLength(kills.length)
  for (const [index, { switched, killed }] of kills.entries()) {
    const span = cutOff[index]
    expect(span?.startedAt, `start ${index}`).toBeGreaterThanOrEqual(switched.notBefore - 5)
    expect(span?.startedAt, `start ${index}`).toBeLessThanOrEqual(switched.notAfter + tolerance)
    expect(killed.notBefore - (span?.endedAt ?? 0), `lost ${index}`).toBeLessThanOrEqual(1000 + tolerance)
    expect(span?.endedAt, `end ${index}`).toBeLessThanOrEqual(killed.notAfter)
  }
  const spans = await allRows<SpanRow>(endpoint, '/v1/spans')
  expect(new Set(spans.map(({ seq }) => seq)).size).toBe(spans.length)
  const overlaps = spans.slice(1).filter((span, index) => span.startedAt < (spans[index]?.endedAt ?? 0))
  expect(overlaps).toEqual([])
  // The same device opened the journal as it was, and unobserved time is in no span.
  expect(last.said()).not.toMatch(/damaged|copied|error/)
  expect(await allRows<DeviceRow>(endpoint, '/v1/devices')).toHaveLength(1)
  const resumed = spans.findLast(({ activity }) => activity === 'eligibility')
  expect(resumed?.startedAt).toBeGreaterThan(kills.at(-1)?.killed.notAfter ?? 0)
  expect(resumed?.startedAt).toBeLessThan(resumedBefore)
})

test('a second agent for the same data ends, and the first one opens its window', async () => {
  const terminal = await openTerminal('Eligibility', undo)
  await terminal.show()
  const enroll = await enrollmentCode(endpoint, 'A. Brandt')
  const first = startAgent(undo, { endpoint, data, enroll })
  await untilRecording(first)

  const second = startAgent(undo, { endpoint, data, enroll })
  expect(await second.ended).toBe(0)
  expect(second.said()).toContain('already running with this data directory')
  expect(chromiumProcessTypes(first.pid)).not.toContain('renderer')

  const third = startAgent(undo, { endpoint, data, open: 'my-day' })
  expect(await third.ended).toBe(0)
  await until('the first one opens its window', async () => {
    const active = await activeWindow()
    return active !== null && active !== terminal.id
  })
  expect(chromiumProcessTypes(first.pid)).toContain('renderer')
  expect(first.hasEnded()).toBe(false)
  expect(await allRows<DeviceRow>(endpoint, '/v1/devices')).toHaveLength(1)
})

test('an agent whose journal another program holds names that program and ends', async () => {
  mkdirSync(data, { recursive: true })
  // As the same agent under plain Node would.
  const lock = lockDirectory(data, 'journal')
  undo.add(() => lock.release())
  const agent = startAgent(undo, { endpoint, data, enroll: await enrollmentCode(endpoint, 'A. Brandt') })
  expect(await agent.ended).toBe(1)
  expect(agent.said()).toContain(`in use by process ${process.pid}`)
  expect(await allRows<DeviceRow>(endpoint, '/v1/devices')).toEqual([])
})

test('a wrong enrollment code is reported once, in plain words, and not retried', async () => {
  const agent = startAgent(undo, { endpoint, data, enroll: 'WRONG-CODE-12345678' })
  await until('it reports that it is not enrolled', () => agent.said().includes('Not enrolled: '))
  // Longer than the wait between two closely spaced attempts.
  await sleep(3000)
  expect(agent.said().match(/Not enrolled: .*code.*/g)).toHaveLength(1)
  expect(agent.said()).not.toContain('WRONG-CODE')
  expect(agent.said()).not.toContain('recording by')
  expect(agent.hasEnded()).toBe(false)
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
  const numbers = await (await fetch(`${endpoint.url}/metrics`, { headers })).text()
  const enrollments = numbers.match(/request_duration_seconds_count\{.*route="\/v1\/enrollments".*\} \d+/g) ?? []
  expect(enrollments.map((line) => line.replace(/.* /, ''))).toEqual(['1'])
  agent.signal('SIGTERM')
  expect(await agent.ended, agent.said()).toBe(0)
})
